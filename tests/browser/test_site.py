"""The site in headless Chromium: in both schemes and at 320 pixels, by keyboard, and without JavaScript."""

import pytest

from tests.browser.chromium import browse

# The ten main pages: every kind of page there is, each in one of the languages.
PAGES = (
    "/tl",
    "/da/servicepyramiden",
    "/sv/klassikern",
    "/no/service-blueprinting",
    "/sv/a-z",
    "/no/kinds/style",
    "/tl/kinds/model",
    "/da/series/nine-service-styles",
    "/sv/search?q=kundn%C3%B6jdhet",
    "/da/graph?root=service-pyramid",
    "/no/bibliography",
)
BUDGET = 60_000


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 1280), ("light", 320), ("dark", 320)])
def test_every_kind_of_page_is_accessible_fits_the_screen_and_stays_in_its_budget(
    server: str, scheme: str, width: int
) -> None:
    found = browse(server, *({"step": "look", "path": path, "scheme": scheme, "width": width} for path in PAGES))

    for path, seen in zip(PAGES, found, strict=True):
        assert (path, seen["violations"], seen["errors"], seen["foreign"]) == (path, [], [], [])
        assert seen["overflow"] <= 0, path
        assert seen["bytes"] < BUDGET, path


def test_a_newcomer_finds_the_pyramid_reads_it_changes_language_and_copies_what_embeds_it_by_keyboard(
    server: str,
) -> None:
    [seen] = browse(
        server,
        {
            "step": "newcomer",
            "home": "/tl",
            "trail": ["Mga modelo", "Piramide ng serbisyo"],
            "to": "Svenska",
            "use": "Använd den här artikeln",
            "copy": "Kopiera",
            "copied": "Kopierat",
        },
    )

    assert (seen["read"], seen["label"]) == ("tl", "Piramide ng serbisyo")
    assert seen["lang"] == "sv"
    assert f'src="{server}/embed/sv/servicepyramiden"' in seen["embed"]
    assert (seen["shown"], seen["errors"]) == ("Servicepyramiden", [])


def test_suggestions_come_while_typing_and_are_chosen_by_keyboard(server: str) -> None:
    [seen] = browse(server, {"step": "suggestions", "home": "/da", "typed": "servicepyramid"})

    assert seen["chosen"] == seen["active"] == "offer-0"
    assert "forslag" in seen["said"]
    assert seen["closed"] == "false"
    assert (seen["title"], seen["errors"]) == ("Servicepyramiden", [])


def test_no_word_of_a_heading_is_cut_on_the_smallest_screen(server: str) -> None:
    # The longest words there are in each language.
    paths = (
        "/da/servicemanagementsystemet",
        "/no/serviceleveransesystemet",
        "/sv/tjänsteledningssystemet",
        "/tl/personalisasyon",
        *PAGES,
    )
    found = browse(server, *({"step": "headings", "path": path} for path in paths))

    assert [(path, seen["cut"]) for path, seen in zip(paths, found, strict=True) if seen["cut"]] == []


def test_every_kind_of_page_can_be_read_without_javascript(server: str) -> None:
    found = browse(server, *({"step": "still", "path": path} for path in PAGES))

    for path, seen in zip(PAGES, found, strict=True):
        assert (path, seen["errors"], seen["foreign"]) == (path, [], [])
        assert seen["title"], path
        assert seen["links"] >= 1, path


def test_searching_takes_no_javascript(server: str) -> None:
    [seen] = browse(server, {"step": "plain", "home": "/no", "query": "tillit"})

    assert seen["title"]


def test_a_reader_without_javascript_writes_to_the_editors_sees_how_the_message_stands_and_erases_it(
    server: str,
) -> None:
    [seen] = browse(
        server,
        {
            "step": "feedback",
            "path": "/tl/piramide-ng-serbisyo",
            "use": "Sumulat sa mga patnugot",
            "kind": "Isang pagkakamali",
            "message": "Kulang ang ikatlong hakbang.",
            "email": "mambabasa@halimbawa.example",
            "erase": "Burahin ang aking mensahe",
        },
    )

    assert seen["lang"] == "tl"
    assert "receipt=" in seen["address"]
    for told in (seen["sent"], seen["seenAgain"]):
        assert "Kulang ang ikatlong hakbang." in told
        assert "Naghihintay ng patnugot" in told
        assert "mambabasa@" not in told
    assert "Nabura na ang iyong mensahe." in seen["erased"]
    assert seen["gone"] == 404
    assert seen["violations"] == []


def test_the_map_is_walked_by_keyboard(server: str) -> None:
    [seen] = browse(server, {"step": "map", "path": "/sv/graph?root=service-pyramid", "to": "Intern marknadsföring"})

    assert seen["errors"] == []
    assert seen["title"]
