"""What people who mean no good may try, and what they get."""

import re
from typing import Any

import pytest

from app.store.values import Scope
from tests.feedback.desks import BROWSER, desk, listed, own, post, send, sent, token
from tests.sites import Serve, Site

JSON = {"content-type": "application/json"}


def test_a_flood_is_stopped_and_others_are_still_heard(serve: Serve) -> None:
    site = desk(serve, feedback_per_minute=3, trusted_proxies=1)

    def flood(address: str, number: int) -> Any:
        return send(site, {"x-forwarded-for": address}, message=f"{address} {number}")

    answers = [flood("198.51.100.7", number) for number in range(5)]

    assert [answer.status_code for answer in answers] == [201, 201, 201, 429, 429]
    assert answers[0].headers["ratelimit-policy"] == '"feedback";q=3;w=60'
    assert re.fullmatch(r'"feedback";r=2;t=\d+', answers[0].headers["ratelimit"])
    assert answers[4].json()["code"] == "too-many-requests"
    assert 1 <= int(answers[4].headers["retry-after"]) <= 60
    assert flood("198.51.100.8", 0).status_code == 201
    # What is claimed left of what the proxy saw is not believed.
    assert send(site, {"x-forwarded-for": "203.0.113.1, 198.51.100.7"}).status_code == 429
    assert len(listed(site)) == 4


def test_a_browser_that_sends_too_often_keeps_what_was_written(serve: Serve) -> None:
    site = desk(serve, feedback_per_minute=1)
    send(site)

    answer = site.post("/v1/feedback", data={"kind": "wish", "message": "Long thought"}, headers=BROWSER)

    assert (answer.status_code, "retry-after" in answer.headers) == (429, True)
    assert "Long thought</textarea>" in answer.text


def test_a_flood_of_the_same_is_on_hold_and_not_among_the_new(site: Site) -> None:
    for _ in range(5):
        sent(site)

    assert len(listed(site, "status=new")) == 1
    assert len(listed(site, "status=held")) == 4


def test_a_replay_is_kept_once(site: Site) -> None:
    key = {"idempotency-key": "a-key-of-somebody"}

    assert len({send(site, key).json()["id"] for _ in range(5)}) == 1
    assert len(listed(site)) == 1


@pytest.mark.parametrize("size", [16 * 1024 + 1, 1_000_000])
def test_a_body_that_is_too_large_is_refused(site: Site, size: int) -> None:
    answer = site.post("/v1/feedback", content=b"x" * size, headers=JSON)

    assert (answer.status_code, answer.json()["code"]) == (413, "too-large")


def test_a_body_of_the_largest_size_is_read(site: Site) -> None:
    start = b'{"kind":"wish","message":"x"'
    body = start + b" " * (16 * 1024 - len(start) - 1) + b"}"

    assert site.post("/v1/feedback", content=body, headers=JSON).status_code == 201


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"", "application/json", 422),
        (b"{", "application/json", 422),
        (b"[]", "application/json", 422),
        (b"null", "application/json", 422),
        (b'"x"', "application/json", 422),
        (b"[" * 16000, "application/json", 422),
        (b'{"kind":"wish","message":"\xff"}', "application/json", 422),
        (b'{"kind":"wish","message":"\\ud800"}', "application/json", 422),
        (b'{"kind":"wish","message":"\\u0000"}', "application/json", 422),
        (b'{"kind":"wish","message":"x","entry":"\\u0000"}', "application/json", 422),
        (b'{"kind":"wish","message":"x","email":"a\\u0000@b.no"}', "application/json", 422),
        (b'{"kind":["wish"],"message":{"$ne":1}}', "application/json", 422),
        (b"kind=wish&message=%FF", "application/x-www-form-urlencoded", 422),
        (b"kind=wish&message=\xff", "application/x-www-form-urlencoded", 422),
        (b"kind=wish&kind=error&message=x", "application/x-www-form-urlencoded", 422),
        (b"&".join(b"f%d=x" % number for number in range(50)), "application/x-www-form-urlencoded", 422),
        (b"kind=wish&message=x;email=y", "application/x-www-form-urlencoded", 201),
        (b"{}", "text/plain", 415),
        (b"{}", "", 415),
        (b"<x/>", "application/xml", 415),
        (b"--x--", "multipart/form-data; boundary=x", 415),
        (b"kind=wish&message=Utf", "application/x-www-form-urlencoded; charset=utf-8", 201),
        (b'{"kind":"wish","message":"y"}', "Application/JSON; charset=utf-8", 201),
    ],
)
def test_a_malformed_body_is_refused_and_never_a_crash(site: Site, body: bytes, content_type: str, status: int) -> None:
    answer = site.post("/v1/feedback", content=body, headers={"content-type": content_type})

    assert answer.status_code == status
    if status != 201:
        assert answer.headers["content-type"] == "application/problem+json"
        assert listed(site) == []


def test_a_packed_body_is_not_unpacked(site: Site) -> None:
    answer = site.post("/v1/feedback", content=b"x", headers=JSON | {"content-encoding": "gzip"})

    assert (answer.status_code, answer.headers["accept-post"]) == (
        415,
        "application/json, application/x-www-form-urlencoded",
    )


@pytest.mark.parametrize(
    "address",
    [
        "reader@example.org\r\nBcc: everybody@example.org",
        "reader@example.org\nX: y",
        "reader@example.org%0aBcc:everybody@example.org",
        "reader@example.org,everybody@example.org",
        "reader@example.org;everybody@example.org",
        "Reader <reader@example.org>",
        '"reader"@example.org',
        "reader@example.org\x00",
        "reader@\u2028example.org",
        "reader@example",
        "@example.org",
        "a@b@example.org",
        "x" * 65 + "@example.org",
        "x@" + "y" * 250 + ".org",
    ],
)
def test_an_address_is_one_address_and_nothing_else(site: Site, address: str) -> None:
    answer = send(site, email=address)

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/email")


@pytest.mark.parametrize("address", ["reader@example.org", "læser+håb@eksempel.dk", "o'brien@mail.example.co.uk"])
def test_an_address_that_is_one_is_taken(site: Site, address: str) -> None:
    assert send(site, email=address).status_code == 201


def test_nothing_that_is_sent_gets_into_a_header(site: Site) -> None:
    split = "x\r\nSet-Cookie: a=b"
    form = {"kind": "wish", "message": split, "entry": "hope"}

    answers = [
        send(site, message=split, entry=split),
        send(site, message=split),
        site.post("/v1/feedback?lang=da%0d%0aSet-Cookie:a=b", json={}),
        site.post("/v1/feedback", data=form, headers=BROWSER),
        site.get("/v1/feedback-form?entry=x%0d%0aSet-Cookie:a=b", headers=BROWSER),
        site.get("/v1/feedback/x%0d%0aSet-Cookie:a=b"),
    ]

    assert [answer.status_code for answer in answers] == [422, 201, 400, 303, 200, 404]
    for answer in answers:
        assert "set-cookie" not in answer.headers
        assert not any("\r" in value or "\n" in value for value in answer.headers.values())


def test_what_is_sent_is_shown_as_text_and_runs_nowhere(site: Site) -> None:
    attack = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
    form = {"kind": "wish", "message": attack}

    page = site.get(site.post("/v1/feedback", data=form, headers=BROWSER).headers["location"], headers=BROWSER)
    refused = site.post("/v1/feedback", data=form | {"email": attack, "lang": attack}, headers=BROWSER)

    for shown in (page, refused):
        assert "<script" not in shown.text
        assert "<img" not in shown.text
        assert "script-src" not in shown.headers["content-security-policy"]


def test_another_origin_may_post_for_its_readers_but_gets_nobody_elses_rights(site: Site) -> None:
    there = {"origin": "https://elsewhere.example", "cookie": "session=1"}
    preflight = site.options(
        "/v1/feedback", headers={"origin": there["origin"], "access-control-request-method": "POST"}
    )

    answer = send(site, there)

    assert "POST" in preflight.headers["access-control-allow-methods"]
    for header in ("Content-Type", "Idempotency-Key", "Authorization"):
        assert header in preflight.headers["access-control-allow-headers"]
    assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (201, "*")
    assert "access-control-allow-credentials" not in answer.headers
    message_id = answer.json()["id"]
    for forged in (
        site.post(f"/v1/admin/feedback/{message_id}/close", headers=there),
        site.delete(f"/v1/feedback/{message_id}", headers=there),
        site.post(f"/v1/feedback/{message_id}/erase", data={"receipt": "0"}, headers=there),
    ):
        assert forged.status_code in {401, 404}
    assert own(site, answer.json()).status_code == 200


def test_a_key_to_read_messages_changes_none(site: Site) -> None:
    receipt, key = sent(site), token(site, Scope.FEEDBACK_READ)

    for path, body in {"assign": {"assignee": "x"}, "answer": {"answer": "x"}, "close": {}, "reopen": {}}.items():
        assert post(site, f"{receipt['id']}/{path}", key, **body).json()["code"] == "forbidden"
    (item,) = listed(site)
    assert (item["status"], item["assignee"]) == ("new", None)


def test_a_receipt_is_no_key_and_a_key_no_receipt(site: Site) -> None:
    receipt, key = sent(site), token(site)

    assert site.get("/v1/admin/feedback", headers={"authorization": f"Bearer {receipt['receipt']}"}).status_code == 401
    assert own(site, receipt | {"receipt": key}).status_code == 404


def test_who_guesses_receipts_is_stopped(serve: Serve) -> None:
    site = desk(serve, wrong_keys_per_minute=2)
    receipt = sent(site)
    url = f"/v1/feedback/{receipt['id']}"

    statuses = [site.get(f"{url}?receipt={number}").status_code for number in range(4)]

    assert statuses == [404, 404, 429, 429]
    assert site.delete(f"{url}?receipt=0").status_code == 429
    assert site.get(url, headers=BROWSER).headers["content-type"] == "text/html; charset=utf-8"


@pytest.mark.parametrize("receipt", ["%00", "%ff", "x" * 201, "%ED%A0%80"])
def test_a_receipt_that_is_none_is_no_crash(site: Site, receipt: str) -> None:
    assert site.get(f"/v1/feedback/{'0' * 24}?receipt={receipt}").status_code in {400, 404}
