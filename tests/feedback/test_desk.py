"""What editors do with messages, and what they learn from readers."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from app.store.values import Scope
from tests.feedback.desks import desk, listed, post, send, sent, token
from tests.sites import Serve, Site


@pytest.fixture
def key(site: Site) -> str:
    return token(site)


def pages(site: Site, key: str, url: str, step: str) -> Iterator[dict[str, Any]]:
    """The page at *url* and those after it, or before it."""
    following: str | None = url
    while following:
        page = site.get(following, headers={"authorization": f"Bearer {key}"}).json()
        yield page
        following = page["links"][step]


def test_messages_are_listed_newest_first_in_pages_that_lose_and_repeat_nothing(site: Site, key: str) -> None:
    ids = [sent(site, message=str(number))["id"] for number in range(7)]
    newest = sorted(ids, reverse=True)

    forth = list(pages(site, key, "/v1/admin/feedback?limit=3&kind=error", "next"))
    back = list(pages(site, key, forth[-1]["links"]["self"], "prev"))

    assert [[item["id"] for item in page["items"]] for page in forth] == [newest[:3], newest[3:6], newest[6:]]
    assert [[item["id"] for item in page["items"]] for page in back] == [newest[6:], newest[3:6], newest[:3]]
    assert {page["page"]["total"] for page in forth} == {7}
    assert forth[0]["links"]["prev"] is None


def test_a_cursor_belongs_to_its_query(site: Site, key: str) -> None:
    for number in range(3):
        sent(site, message=str(number))
    cursor = next(pages(site, key, "/v1/admin/feedback?limit=1", "next"))["page"]["next_cursor"]

    answer = site.get(
        f"/v1/admin/feedback?limit=1&status=new&cursor={cursor}", headers={"authorization": f"Bearer {key}"}
    )

    assert (answer.status_code, answer.json()["code"]) == (400, "invalid-cursor")


def test_messages_are_found_by_what_they_are(site: Site, key: str) -> None:
    ids = {
        "a": sent(site, message="a", kind="wish")["id"],
        "b": sent(site, message="b", entry="queue", lang="sv")["id"],
        "c": sent(site, message="c", website="spam")["id"],
    }
    post(site, f"{ids['a']}/assign", key, assignee="mette")
    post(site, f"{ids['b']}/close", key)

    def found(query: str) -> str:
        return "".join(sorted(item["message"] for item in listed(site, query, key)))

    assert found("") == "abc"
    assert found("status=new") == "a"
    assert found("status=held&status=closed") == "bc"
    assert found("kind=wish") == "a"
    assert found("kind=wish&kind=error") == "abc"
    assert found("entry=queue") == "b"
    assert found("lang=sv") == "b"
    assert found("assignee=mette") == "a"
    assert found("assignee=") == "bc"
    assert found("entry=nothing") == ""


def test_the_senders_address_is_only_on_the_message_itself_and_reading_it_is_written_down(site: Site, key: str) -> None:
    receipt = sent(site, email="reader@example.org")

    (item,) = listed(site, "", key)
    message = site.get(f"/v1/admin/feedback/{receipt['id']}", headers={"authorization": f"Bearer {key}"}).json()

    assert (item["has_email"], "email" in item) == (True, False)
    assert message["email"] == "reader@example.org"
    assert [(deed["actor"], deed["action"]) for deed in message["history"]] == [
        (f"key:{key.split('_')[1]}", "feedback.read")
    ]


def test_every_deed_is_in_the_history_without_what_the_reader_wrote(site: Site, key: str) -> None:
    receipt = sent(site, message="A secret", email="reader@example.org")
    deeds: list[tuple[str, dict[str, Any]]] = [
        ("assign", {"assignee": "mette"}),
        ("answer", {"answer": "Dear reader@example.org"}),
        ("close", {}),
        ("reopen", {}),
        ("assign", {"assignee": None}),
    ]
    statuses = []
    for path, body in deeds:
        answer = site.post(
            f"/v1/admin/feedback/{receipt['id']}/{path}", headers={"authorization": f"Bearer {key}"}, json=body
        )
        assert answer.status_code == 200, answer.text
        statuses.append((answer.json()["status"], answer.json()["assignee"]))

    history = answer.json()["history"]
    assert statuses == [
        ("new", "mette"),
        ("answered", "mette"),
        ("closed", "mette"),
        ("answered", "mette"),
        ("answered", None),
    ]
    assert sorted(deed["action"] for deed in history) == sorted(f"feedback.{path}" for path, _ in deeds)
    assert "secret" not in str(history)
    assert "reader@" not in str(history)


def test_a_held_message_is_taken_off_hold(site: Site, key: str) -> None:
    receipt = sent(site, website="x")

    opened = post(site, f"{receipt['id']}/reopen", key).json()

    assert (opened["status"], opened["held_for"]) == ("new", ["honeypot"])


def test_a_closed_message_is_left_alone_until_it_is_reopened(site: Site, key: str) -> None:
    receipt = sent(site)
    post(site, f"{receipt['id']}/close", key)

    for path, body in {"assign": {"assignee": "x"}, "answer": {"answer": "x"}}.items():
        answer = post(site, f"{receipt['id']}/{path}", key, **body)
        assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
    assert post(site, f"{receipt['id']}/close", key).status_code == 200


def test_a_message_that_is_not_there_is_a_404(site: Site, key: str) -> None:
    nobody = "0" * 24
    for path, body in {"assign": {"assignee": "x"}, "answer": {"answer": "x"}, "close": {}, "reopen": {}}.items():
        assert post(site, f"{nobody}/{path}", key, **body).json()["code"] == "feedback-not-found"
    assert site.get(f"/v1/admin/feedback/{nobody}", headers={"authorization": f"Bearer {key}"}).status_code == 404


@pytest.mark.parametrize(
    ("path", "body", "pointer"),
    [
        ("assign", {"assignee": ""}, "/assignee"),
        ("assign", {"assignee": "a\nb"}, "/assignee"),
        ("assign", {}, "/assignee"),
        ("answer", {"answer": " "}, "/answer"),
        ("answer", {"answer": "x" * 5001}, "/answer"),
        ("answer", {"answer": "x", "send": True}, "/send"),
    ],
)
def test_what_editors_cannot_do_is_told_by_its_member(
    site: Site, key: str, path: str, body: dict[str, Any], pointer: str
) -> None:
    url = f"/v1/admin/feedback/{sent(site)['id']}/{path}"

    answer = site.post(url, json=body, headers={"authorization": f"Bearer {key}"})

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)


def test_editors_learn_what_is_read_reported_and_searched_in_vain(serve: Serve) -> None:
    site = desk(serve, count_seconds=0.05)
    key = token(site, Scope.INSIGHTS_READ)
    for _ in range(3):
        site.ok("/v1/entries/hope?lang=da")
    site.ok("/v1/entries/queue?lang=sv")
    send(site, message="one")
    send(site, message="two")
    send(site, message="three", entry="queue")

    def told() -> dict[str, Any]:
        answer = site.get("/v1/admin/insights?days=7&limit=5", headers={"authorization": f"Bearer {key}"})
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    insights = told()
    while [one["views"] for one in insights["most_read"]] != [3, 1]:
        insights = told()

    assert [(one["entry"], one["pref_label"], one["lang"]) for one in insights["most_read"]] == [
        ("hope", "Håb", "da"),
        ("queue", "Kø", "da"),
    ]
    assert [(one["entry"], one["open"], one["total"]) for one in insights["most_reported"]] == [
        ("hope", 2, 2),
        ("queue", 1, 1),
    ]
    assert insights["messages"] == {"held": 0, "new": 3, "answered": 0, "closed": 0}
    assert insights["coverage"]["sv"]["missing"] == 1
    assert insights["stale"] == []
    assert insights["since"] <= f"{datetime.now(UTC):%Y-%m-%d}"


def test_entries_are_sorted_by_views_and_paged_without_loss(serve: Serve) -> None:
    site = desk(serve, count_seconds=0.05, cache_bytes=0)

    def order(query: str = "") -> list[str]:
        return [item["id"] for item in site.ok(f"/v1/entries?lang=da&sort=-views{query}")["items"]]

    assert order() == ["hope", "queue"]
    site.ok("/v1/slugs/da/kø")
    while order() != ["queue", "hope"]:
        pass

    first = site.ok("/v1/entries?lang=da&sort=-views&limit=1")
    second = site.ok(first["links"]["next"])
    assert [page["items"][0]["id"] for page in (first, second)] == ["queue", "hope"]
    assert site.ok(second["links"]["prev"])["items"] == first["items"]


def test_a_read_from_memory_counts_and_one_that_failed_does_not(serve: Serve) -> None:
    site = desk(serve, count_seconds=0.05)
    etag = site.ask("/v1/entries/hope?lang=da").headers["etag"]
    assert site.ask("/v1/entries/hope?lang=da", if_none_match=etag).status_code == 304
    assert site.head("/v1/entries/hope?lang=da").status_code == 200
    assert site.ask("/v1/entries/queue?lang=da&fallback=x").status_code == 400

    key = {"authorization": f"Bearer {token(site, Scope.INSIGHTS_READ)}"}
    while sum(one["views"] for one in site.get("/v1/admin/insights", headers=key).json()["most_read"]) < 2:
        pass

    assert [
        (one["entry"], one["views"]) for one in site.get("/v1/admin/insights", headers=key).json()["most_read"]
    ] == [("hope", 2)]
