"""Readers write to the editors, see how it stands, and take it back."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.feedback.desks import BROWSER, listed, own, post, send, sent, token
from tests.sites import Site
from tests.sites import site as a_site

FORM = {"content-type": "application/x-www-form-urlencoded"}


def test_a_message_is_acknowledged_with_a_receipt_that_opens_it(site: Site) -> None:
    answer = send(site, email="reader@example.org")
    receipt = answer.json()

    assert (answer.status_code, answer.headers["cache-control"]) == (201, "no-store")
    assert answer.headers["location"] == receipt["url"] == f"/v1/feedback/{receipt['id']}"
    message = own(site, receipt).json()
    assert message["received_at"] == receipt["received_at"]
    assert message == {
        "id": receipt["id"],
        "status": "received",
        "kind": "error",
        "entry": "hope",
        "lang": "da",
        "message": "The second step is wrong.",
        "has_email": True,
        "received_at": receipt["received_at"],
        "answer": None,
        "answered_at": None,
    }
    assert site.get(receipt["page"]).json() == message


@pytest.mark.parametrize(
    ("url", "accept_language", "lang", "said"),
    [
        ("/v1/feedback", "sv", "sv", "Tack. Redaktionen har tagit emot ditt meddelande."),
        ("/v1/feedback?lang=da", "sv", "da", "Tak. Redaktionen har modtaget din besked."),
        ("/v1/feedback", "ja", "da", "Tak. Redaktionen har modtaget din besked."),
    ],
)
def test_the_confirmation_is_in_the_readers_language(
    site: Site, url: str, accept_language: str, lang: str, said: str
) -> None:
    answer = send(site, {"accept-language": accept_language}, url)

    assert (answer.json()["lang"], answer.json()["confirmation"]) == (lang, said)
    assert answer.headers["content-language"] == lang
    assert ("accept-language" in answer.headers["vary"].lower()) is ("lang=" not in url)


def test_a_message_is_tied_to_an_entry_and_a_language(site: Site) -> None:
    for members in ({"entry": "wish"}, {"lang": None}, {"entry": None}, {"entry": "gone"}, {"entry": "", "lang": ""}):
        sent(site, message=str(members), **members)

    told = {(item["message"], item["entry"], item["lang"]) for item in listed(site)}
    assert told == {
        ("{'entry': 'wish'}", "hope", "da"),
        ("{'lang': None}", "hope", "da"),
        ("{'entry': None}", None, "da"),
        ("{'entry': 'gone'}", "gone", "da"),
        ("{'entry': '', 'lang': ''}", None, "da"),
    }


@pytest.mark.parametrize(
    ("members", "pointer", "detail"),
    [
        ({"kind": "rant"}, "/kind", "“rant” is not one of: question, error, omission, wish."),
        ({"message": " \n\x00 "}, "/message", "This is missing."),
        ({"message": "x" * 5001}, "/message", "This is longer than 5000 characters."),
        ({"message": None}, "/message", "This must be text in quotation marks."),
        ({"message": 1}, "/message", "This must be text in quotation marks."),
        ({"entry": "nothing"}, "/entry", "There is no entry “nothing”."),
        ({"lang": "de"}, "/lang", "“de” is not a language of this catalogue. It has: da, sv."),
        ({"email": "nobody"}, "/email", "This does not have the form that it must have."),
        ({"opened_at": "yesterday"}, "/opened_at", "Give the date and time as in 2026-01-31T12:00:00Z."),
        ({"opened_at": 0}, "/opened_at", "Give the date and time as in 2026-01-31T12:00:00Z."),
        ({"opened_at": "1769860800"}, "/opened_at", "Give the date and time as in 2026-01-31T12:00:00Z."),
        ({"opened_at": "2026-01-31T12:00:00"}, "/opened_at", "Give the date and time as in 2026-01-31T12:00:00Z."),
        ({"subject": "x"}, "/subject", "There is no field “subject” here."),
    ],
)
def test_what_cannot_be_taken_is_told_by_its_field(
    site: Site, members: dict[str, Any], pointer: str, detail: str
) -> None:
    answer = send(site, {"accept-language": "en"}, **members)

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid-body")
    assert [(wrong["pointer"], wrong["detail"]) for wrong in answer.json()["errors"]] == [(pointer, detail)]
    assert listed(site) == []


def test_a_missing_field_is_told(site: Site) -> None:
    answer = site.post("/v1/feedback", json={"message": "x"}, headers={"accept-language": "da"})

    assert [(wrong["pointer"], wrong["detail"]) for wrong in answer.json()["errors"]] == [("/kind", "Dette mangler.")]


def test_text_is_kept_as_it_was_written_but_for_what_nobody_can_read(site: Site) -> None:
    sent(site, message="  <b>A\u030a</b>\r\n\tr\x07ø\r' OR 1=1 --  ")

    assert [item["message"] for item in listed(site)] == ["<b>Å</b>\n\trø\n' OR 1=1 --"]


def test_the_same_request_again_gets_the_same_receipt_and_is_kept_once(site: Site) -> None:
    key = {"idempotency-key": "0b9cf9a2-6b5c-4a53-9f3e-5f2b6d0f8a11"}

    first, second = send(site, key), send(site, key)

    assert first.json() == second.json()
    assert (first.headers.get("idempotency-replayed"), second.headers["idempotency-replayed"]) == (None, "true")
    assert [item["status"] for item in listed(site)] == ["new"]
    reused = send(site, key, message="Something else")
    assert (reused.status_code, reused.json()["code"]) == (422, "idempotency-key-reused")


@given(
    st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=7, max_size=130)
    | st.text(st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f"), max_size=20)
)
@settings(max_examples=40, derandomize=True, deadline=None)
def test_whatever_a_key_is_the_message_is_kept_once_or_refused_twice(desks: Site, key: str) -> None:
    headers = {b"idempotency-key": key.encode("latin-1")}

    first, again = (
        desks.post("/v1/feedback", json={"kind": "wish", "message": "Mere."}, headers=headers) for _ in "ab"
    )

    if re.fullmatch("[!-~]{8,128}", key):
        assert (first.status_code, again.status_code, again.headers["idempotency-replayed"]) == (201, 201, "true")
        assert first.json()["id"] == again.json()["id"]
    else:
        assert (first.status_code, again.status_code) == (400, 400)


@pytest.mark.parametrize("key", ["short", "x" * 129, "with space", "zwölf-Zeichen"])
def test_an_idempotency_key_that_is_none_is_refused(site: Site, key: str) -> None:
    answer = site.post("/v1/feedback", json={}, headers={b"idempotency-key": key.encode("latin-1")})

    assert (answer.status_code, answer.json()["code"]) == (400, "invalid-parameter")
    assert [wrong["parameter"] for wrong in answer.json()["errors"]] == ["idempotency-key"]


def test_what_may_be_no_message_is_held_and_its_sender_is_not_told(site: Site) -> None:
    now = datetime.now(UTC)
    told = [
        sent(site, message="A", website="https://example.org"),
        sent(site, message="B", opened_at=now.isoformat()),
        sent(site, message="C", opened_at=(now - timedelta(minutes=1)).isoformat()),
        sent(site, message="Same thing"),
        sent(site, message="same  THING\n"),
        sent(site, message="Same thing", entry="queue"),
    ]

    assert {receipt["status"] for receipt in told} == {"received"}
    assert {own(site, receipt).json()["status"] for receipt in told} == {"received"}
    assert [(item["message"], item["status"], item["held_for"]) for item in reversed(listed(site))] == [
        ("A", "held", ["honeypot"]),
        ("B", "held", ["too_fast"]),
        ("C", "new", []),
        ("Same thing", "new", []),
        ("same  THING", "held", ["duplicate"]),
        ("Same thing", "new", []),
    ]


def test_a_reader_sees_how_it_stands_and_what_was_answered(site: Site) -> None:
    receipt, key = sent(site), token(site)

    def stands() -> tuple[str, str | None]:
        message = own(site, receipt).json()
        return message["status"], message["answer"]

    seen = [stands()]
    for path, body in {"assign": {"assignee": "mette"}, "answer": {"answer": "It is."}, "close": {}}.items():
        assert post(site, f"{receipt['id']}/{path}", key, **body).status_code == 200
        seen.append(stands())

    assert seen == [("received", None), ("in_progress", None), ("answered", "It is."), ("closed", "It is.")]


def test_a_message_is_erased_with_its_receipt_and_nothing_of_it_stays(site: Site) -> None:
    receipt = sent(site, message="A secret", email="reader@example.org")

    erased = site.delete(f"/v1/feedback/{receipt['id']}", headers={"authorization": f"Bearer {receipt['receipt']}"})

    assert (erased.status_code, erased.content) == (204, b"")
    assert own(site, receipt).status_code == 404
    assert listed(site) == []
    history = site.get(f"/v1/admin/audit?subject={receipt['id']}", headers={"authorization": f"Bearer {token(site)}"})
    assert [(deed["actor"], deed["action"], deed["detail"]) for deed in history.json()["items"]] == [
        ("reader", "feedback.erase", {})
    ]
    assert not re.search("secret|reader@", history.text)


def test_a_message_and_a_wrong_receipt_are_told_apart_by_nobody(site: Site) -> None:
    receipt, other = sent(site), sent(site, message="Another")

    answers = [
        site.get(f"/v1/feedback/{message_id}", headers={"authorization": f"Bearer {secret}", "x-request-id": "x"})
        for message_id, secret in [
            (receipt["id"], other["receipt"]),
            (receipt["id"], ""),
            ("0" * 24, receipt["receipt"]),
        ]
    ]

    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [(404, "feedback-not-found")] * 3
    assert len({answer.json()["detail"] for answer in answers}) == 1
    assert site.delete(f"/v1/feedback/{receipt['id']}?receipt={other['receipt']}").status_code == 404
    assert own(site, receipt).status_code == 200


def test_messages_are_never_public(site: Site) -> None:
    sent(site, message="A secret that nobody else may read", email="reader@example.org")

    for url in (
        "/v1/feedback",
        "/v1/entries/hope?include=sections,translations,relations,backlinks,series,sources",
        "/v1/entries",
        "/v1/changes",
        "/v1/search?q=secret",
        "/v1/admin/feedback",
    ):
        answer = site.get(url)
        assert "secret" not in answer.text.replace("q=secret", "")
        assert "reader@" not in answer.text


def test_before_the_first_release_there_is_nothing_to_write_about(tmp_path: Path) -> None:
    with a_site(None, tmp_path) as empty:
        assert send(empty).json()["code"] == "not-ready"


# Without JavaScript


def fields(page: str) -> dict[str, str]:
    """What a browser would send of a form as it stands."""
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page))


def test_a_form_works_without_javascript(site: Site) -> None:
    page = site.get("/v1/feedback-form?entry=hope&kind=error&lang=sv", headers=BROWSER)
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "<script" not in page.text
    assert 'value="error" required checked' in page.text
    action = re.findall(r'<form method="post" action="([^"]+)">', page.text)[0]
    filled = fields(page.text) | {"kind": "error", "message": "Fel i <steg> två & tre", "email": "", "website": ""}
    filled["opened_at"] = "2026-01-01T00:00:00Z"

    answer = site.post(action, data=filled, headers=BROWSER)
    shown = site.get(answer.headers["location"], headers=BROWSER)

    assert (answer.status_code, answer.headers["cache-control"]) == (303, "no-store")
    assert '<html lang="sv">' in shown.text
    assert "Tack. Redaktionen har tagit emot ditt meddelande." in shown.text
    assert "Fel i &lt;steg&gt; två &amp; tre" in shown.text
    assert "Hopp" in shown.text
    assert shown.headers["content-security-policy"].startswith("default-src 'none'")
    (item,) = listed(site)
    assert (item["kind"], item["entry"], item["lang"], item["status"]) == ("error", "hope", "sv", "new")

    erase = re.findall(r'<form method="post" action="([^"]+)">', shown.text)[0]
    erased = site.post(erase, data=fields(shown.text), headers=BROWSER)

    assert (erased.status_code, "Ditt meddelande har raderats." in erased.text) == (200, True)
    assert listed(site) == []
    gone = site.get(answer.headers["location"], headers=BROWSER)
    assert (gone.status_code, "Här finns inget meddelande" in gone.text) == (404, True)
    again = site.post(erase, data=fields(shown.text), headers=BROWSER)
    assert (again.status_code, again.headers["content-type"]) == (404, "text/html; charset=utf-8")


def test_the_page_shows_the_answer(site: Site) -> None:
    receipt = sent(site)
    post(site, f"{receipt['id']}/answer", token(site), answer="<i>Ja</i>")

    assert "&lt;i&gt;Ja&lt;/i&gt;" in site.get(receipt["page"], headers=BROWSER).text


def test_the_form_knows_in_which_language_the_text_is_that_the_reader_sees(site: Site) -> None:
    def hidden(query: str) -> tuple[str, str]:
        page = fields(site.get(f"/v1/feedback-form?{query}").text)
        return page["entry"], page["lang"]

    assert hidden("entry=queue&lang=sv") == ("queue", "da")
    assert hidden("entry=hope&lang=sv") == ("hope", "sv")
    assert hidden("lang=sv") == hidden("entry=nothing&lang=sv") == ("", "sv")


def test_a_browser_that_sent_something_wrong_gets_the_form_back_with_what_was_written(site: Site) -> None:
    filled = {"kind": "wish", "message": "Mere <om> håb", "email": "nobody", "entry": "hope", "lang": "da"}

    answer = site.post("/v1/feedback?lang=da", data=filled, headers=BROWSER)

    assert (answer.status_code, answer.headers["cache-control"]) == (422, "no-store")
    assert "Mere &lt;om&gt; håb</textarea>" in answer.text
    assert 'role="alert">E-mail (hvis du også vil have svar der): Dette har ikke den form' in answer.text
    assert 'value="wish" required checked' in answer.text
    for body, status in ((b"message=%FF", 422), (b"x" * 17000, 413), (b"a=1&a=2", 422)):
        wrong = site.post("/v1/feedback", content=body, headers=BROWSER | FORM)
        assert (wrong.status_code, wrong.headers["content-type"]) == (status, "text/html; charset=utf-8")


@pytest.mark.parametrize(
    ("accept", "status"),
    [
        ("*/*", 201),
        ("application/json", 201),
        ("application/json, text/html;q=0.9", 201),
        ("text/html, application/json;q=0.5", 303),
        ("text/html;q=x", 201),
        ("text/html;q=0", 201),
        ("text/html", 303),
    ],
)
def test_a_form_is_answered_with_what_is_wanted(site: Site, accept: str, status: int) -> None:
    answer = site.post("/v1/feedback", data={"kind": "wish", "message": accept}, headers={"accept": accept})

    assert answer.status_code == status


def test_json_is_answered_with_json_even_to_a_browser(site: Site) -> None:
    assert send(site, BROWSER).status_code == 201
    assert send(site, BROWSER, message="").json()["code"] == "invalid-body"


def test_a_form_to_erase_that_a_program_sends_is_answered_with_a_problem(site: Site) -> None:
    receipt = sent(site)
    url = f"/v1/feedback/{receipt['id']}/erase"

    assert site.post(url, data={"receipt": "wrong"}).json()["code"] == "feedback-not-found"
    assert site.post(url, json={}).json()["code"] == "feedback-not-found"
    assert site.post(url, data={"receipt": receipt["receipt"], "id": "x"}).json()["code"] == "invalid-body"
    assert site.post(url, data={"receipt": receipt["receipt"]}).status_code == 200
