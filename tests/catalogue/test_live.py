"""The next release's file is made from the one before by a process of its own, while the old one is served."""

from pathlib import Path

from tests.sites import Serve, Site


def test_a_release_that_changes_one_text_is_served_with_everything_else_as_it_was(serve: Serve) -> None:
    site = serve()
    before = site.ok("/v1/entries?lang=da&limit=200")["items"]

    site.publish(_with(site, "da/concepts/trust.md", "Tillid", "Åben tillid"))

    after = site.ok("/v1/entries?lang=da&limit=200")["items"]
    assert [item["pref_label"] for item in after] == ["Loyalitet", "Åben tillid"]
    assert [item for item in after if item["id"] != "trust"] == [item for item in before if item["id"] != "trust"]
    assert site.ok("/v1/slugs/da/åben-tillid")["id"] == "trust"
    assert site.get("/v1/slugs/da/tillid").status_code == 308
    assert site.ok("/v1/entries?lang=da&letter=Å")["page"]["total"] == 1


def test_what_was_kept_of_a_release_is_not_served_after_the_next(serve: Serve) -> None:
    site = serve()
    tag = site.ask("/v1/entries/trust?lang=da").headers["etag"]
    assert site.ask("/v1/entries/trust?lang=da", if_none_match=tag).status_code == 304

    site.publish(_with(site, "da/concepts/trust.md", "At regne med nogen", "At stole på nogen"))

    answer = site.ask("/v1/entries/trust?lang=da", if_none_match=tag)
    assert answer.status_code == 200
    assert answer.json()["definition"] == "At stole på nogen."


def _with(site: Site, path: str, old: str, new: str) -> Path:
    """The site's content tree with words of one file changed."""
    root = site.settings.data_dir.parent / "content"
    text = (root / path).read_text()
    assert old in text
    (root / path).write_text(text.replace(old, new))
    return root
