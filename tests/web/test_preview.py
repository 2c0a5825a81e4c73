"""The preview for editors: what the check says stands on the page, and the page knows when to reload."""

from app.web.preview import keep
from tests.sites import Serve
from tests.web.pages import look


def problem(path: str, severity: str = "error", line: int | None = 3) -> dict[str, str | int | None]:
    said = {"message": "something is wrong", "cure": "Write something else."}
    return {"path": path, "line": line, "pointer": None, "severity": severity, **said}


def test_what_the_check_says_of_an_entry_stands_on_its_page(serve: Serve) -> None:
    site = serve(preview=True)
    keep(
        site.settings.data_dir,
        [
            problem("no/concepts/trust.md"),
            problem("_shared/concepts/trust.yaml", "warning", None),
            problem("no/concepts/loyalty.md"),
            problem("_shared/moved.yaml"),
        ],
    )

    notes = [note.text for note in look(site, "/da/tillid").all("p", class_="bad")]

    assert notes == [
        "3 errors keep the content from being published; what you see is the release before.",
        "no/concepts/trust.md:3: something is wrong Write something else.",
        "_shared/concepts/trust.yaml: warning: something is wrong Write something else.",
    ]


def test_an_open_page_learns_that_something_was_saved_or_published(serve: Serve) -> None:
    site = serve(preview=True)
    opened = look(site, "/da/tillid").one("body").attributes["data-preview"]

    assert site.get("/preview").text == opened
    assert look(site, "/da/tillid").all("p", class_="bad") == []
    keep(site.settings.data_dir, [])
    saved = site.get("/preview").text
    assert saved != opened
    assert look(site, "/da/tillid").one("body").attributes["data-preview"] == saved
    assert site.get("/da/tillid").headers["cache-control"] == "no-store"


def test_readers_get_no_preview(serve: Serve) -> None:
    site = serve()

    assert "data-preview" not in look(site, "/da/tillid").one("body").attributes
    assert site.get("/preview").status_code == 404
