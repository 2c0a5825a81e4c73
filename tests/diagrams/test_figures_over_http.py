"""Figures are answered as data and as SVG, like everything else."""

from xml.etree import ElementTree as ET

import pytest

from tests.sites import Serve, Site

SVG = "{http://www.w3.org/2000/svg}"
MODEL = """\
source_lang: da
diagram:
  figure: cells
  nodes: [{id: one, entry: trust}, two]
"""
DANISH = """\
---
pref_label: Modellen
definition: En model.
parts:
  one: {label: Tillid, text: Den første.}
  two: {label: To, text: Den anden.}
---
"""
NORWEGIAN = """\
---
pref_label: Modellen på norsk
definition: En modell.
parts:
  one: {label: Tillit, text: Den første.}
---
"""


@pytest.fixture
def site(serve: Serve) -> Site:
    return serve(
        {
            "_shared/models/model.yaml": MODEL,
            "da/models/model.md": DANISH,
            "no/models/model.md": NORWEGIAN,
            "_shared/moved.yaml": "old-model: {why: renamed, to: model}\nformer: {why: withdrawn}\n",
        }
    )


def test_a_figure_is_drawn_in_the_readers_language(site: Site) -> None:
    answer = site.ask("/v1/entries/model/figure.svg", "nb")
    root = ET.fromstring(answer.content)

    assert answer.headers["content-type"] == "image/svg+xml"
    assert answer.headers["vary"].startswith("Accept-Language")
    assert root.findtext(f"{SVG}title") == "Modellen på norsk"
    assert root.get("lang") == "nb"


def test_words_that_a_translation_lacks_say_their_language(site: Site) -> None:
    answer = site.ask("/v1/entries/model/figure.svg?lang=no")
    root = ET.fromstring(answer.content)

    assert answer.headers["content-language"] == "nb, da"
    assert {"".join(text.itertext()): text.get("lang") for text in root.iter(f"{SVG}text")} == {
        "Tillit": None,
        "Den første.": None,
        "To": "da",
        "Den anden.": "da",
    }


def test_a_figure_as_data_tells_the_same_languages(site: Site) -> None:
    answer = site.ask("/v1/entries/model/figure?lang=no")

    assert answer.headers["content-language"] == "nb, da"
    assert [node["label"] for node in answer.json()["nodes"]] == ["Tillit", "To"]


def test_an_opened_figure_may_style_itself_and_do_nothing_else(site: Site) -> None:
    answer = site.ask("/v1/entries/model/figure.svg?lang=da")

    assert answer.headers["content-security-policy"] == "default-src 'none'; style-src 'unsafe-inline'"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["access-control-allow-origin"] == "*"


def test_a_figure_that_the_client_has_is_not_sent_again(site: Site) -> None:
    first = site.ask("/v1/entries/model/figure.svg?lang=da")
    again = site.ask("/v1/entries/model/figure.svg?lang=da", if_none_match=first.headers["etag"])

    assert again.status_code == 304
    assert again.headers["etag"] == first.headers["etag"]


def test_theme_and_width_change_the_drawing(site: Site) -> None:
    usual = site.ask("/v1/entries/model/figure.svg?lang=da").text
    narrow = site.ask("/v1/entries/model/figure.svg?lang=da&width=320").text
    light = site.ask("/v1/entries/model/figure.svg?lang=da&theme=light").text

    assert 'width="720"' in usual
    assert 'width="320"' in narrow
    assert "prefers-color-scheme" in usual
    assert "prefers-color-scheme" not in light


@pytest.mark.parametrize("query", ["width=279", "width=1201", "width=wide", "theme=sepia", "thme=dark"])
def test_a_wrong_parameter_is_named(site: Site, query: str) -> None:
    answer = site.ask(f"/v1/entries/model/figure.svg?{query}")

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["parameter"] == query.partition("=")[0]


@pytest.mark.parametrize("what", ["figure", "figure.svg"])
def test_only_models_have_figures(site: Site, what: str) -> None:
    answers = {name: site.ask(f"/v1/entries/{name}/{what}?lang=da") for name in ("trust", "former", "nothing")}

    assert {name: (answer.status_code, answer.json()["code"]) for name, answer in answers.items()} == {
        "trust": (404, "no-figure"),
        "former": (410, "withdrawn"),
        "nothing": (404, "entry-not-found"),
    }


@pytest.mark.parametrize("what", ["figure", "figure.svg?theme=dark"])
def test_a_renamed_model_leads_on_to_its_figure(site: Site, what: str) -> None:
    answer = site.ask(f"/v1/entries/old-model/{what}", "da")

    assert answer.status_code == 308
    assert answer.headers["location"].startswith(f"/v1/entries/model/{what}")
