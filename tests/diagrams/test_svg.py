"""Figures are well-formed, accessible, and no danger to whoever shows them."""

import re
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.diagrams import STYLES, Drawing, Edge, Part, Theme, draw
from app.diagrams.theme import DARK, LIGHT, Palette
from tests.diagrams.drawings import drawing, node, part, shipped

SVG = "{http://www.w3.org/2000/svg}"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
HOSTILE = (
    '<script>alert("1")</script>',
    "\"'><svg onload=alert(1)>",
    "]]></style></svg>",
    "&amp; &lt; &#0;",
    "{}</title>",
    "\u202eevil\u202c שלום",
    "e" + "\u0301" * 40,
    "\x00\x08\ufffe\ud800 control",
    "ord " * 75,
)


def parsed(svg: str) -> ET.Element:
    return ET.fromstring(svg)


def test_every_shipped_model_is_well_formed_and_small() -> None:
    for model in shipped().values():
        svg = draw(model)

        assert parsed(svg).tag == f"{SVG}svg"
        assert len(svg.encode()) < 40_000


def test_the_same_model_gives_the_same_bytes() -> None:
    model = shipped()["sv/gap-model"]

    assert draw(model) == draw(replace(model))


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_words_stay_words(hostile: str) -> None:
    words = {"label": hostile, "text": hostile}
    nodes = (node("a", href=f"/x?{hostile}", **words), node("b", **words))
    model = drawing("network", *nodes, edges=(Edge(start="a", end="b", part=part("c", **words)),))

    root = parsed(draw(replace(model, title=hostile, id=hostile, lang=hostile)))

    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= {
        *("svg", "title", "desc", "style", "rect", "path", "a", "g", "text", "tspan"),
    }
    assert not any(name.startswith("on") for element in root.iter() for name in element.attrib)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(), st.text(min_size=1, max_size=300))
def test_any_text_at_all_gives_well_formed_xml(title: str, label: str) -> None:
    root = parsed(draw(replace(drawing("cells", node("a", label=label)), title=title)))

    assert root.find(f"{SVG}title") is not None


def test_nothing_is_loaded_and_nothing_runs() -> None:
    for model in shipped().values():
        svg = draw(model)

        assert not re.search(r"url\(|@import|xlink|<image|<use|<foreignObject|<script|style=", svg)
        assert set(re.findall(r"https?://[^\"' )]+", svg)) == {"http://www.w3.org/2000/svg"}


def test_a_figure_is_named_and_described_to_those_who_cannot_see_it() -> None:
    root = parsed(draw(shipped()["no/service-pyramid"]))
    named, described = root.get("aria-labelledby"), root.get("aria-describedby")
    texts = {element.get("id"): element.text or "" for element in root if element.tag in {f"{SVG}title", f"{SVG}desc"}}

    assert "pyramid" in texts[named]
    assert "Bedriften → Kundene: Ekstern markedsføring" in texts[described]
    assert root.get("lang") == root.get(XML_LANG) == "nb"


def test_two_figures_of_one_model_on_a_page_have_ids_of_their_own() -> None:
    model = shipped()["da/servqual"]
    ids = [element.get("id") for width in (340, 720) for element in parsed(draw(model, width=width)).iter()]

    assert len({found for found in ids if found}) == 4


def test_without_links_it_is_an_image_and_with_links_they_can_be_reached() -> None:
    plain = parsed(draw(drawing("hub", "core", "part")))
    linked = parsed(draw(drawing("hub", node("core", href="/da/kerne"), "part")))

    assert plain.get("role") == "img"
    assert linked.get("role") == "group"
    assert [link.get("href") for link in linked.iter(f"{SVG}a")] == ["/da/kerne"]


def test_a_sentence_that_is_not_shown_is_the_title_of_its_part() -> None:
    model = drawing("network", node("one", text="Den første."), node("two", text="Den anden.", href="/da/to"))
    root = parsed(draw(model, width=300))

    assert root.findtext(f"{SVG}g/{SVG}title") == "Den første."
    assert root.findtext(f"{SVG}a/{SVG}title") == "Den anden."


def test_words_in_another_language_say_so() -> None:
    foreign = Part(id="all", label="Lahat", lang="tl", text="Lahat ng bahagi.")
    root = parsed(draw(drawing("cells", node("one", group="all"), groups=(foreign,))))

    others = {"".join(text.itertext()): (text.get("lang"), text.get(XML_LANG)) for text in root.iter(f"{SVG}text")}
    assert others == {"Lahat": ("tl", "tl"), "Lahat ng bahagi.": ("tl", "tl"), "One": (None, None)}


def test_lines_of_a_text_are_apart_when_read_aloud() -> None:
    label = "Kommunikation med kunderne og alle de andre i det lange løb"
    root = parsed(draw(drawing("cells", node("one", label=label), "two", "three"), width=280))

    text = next(text for text in root.iter(f"{SVG}text") if len(text) > 1)
    assert "".join(text.itertext()) == label


def test_it_scales_with_its_container() -> None:
    root = parsed(draw(drawing("cells", "one"), width=340))

    assert root.get("viewBox") == f"0 0 340 {root.get('height')}"
    assert "max-width:100%;height:auto" in STYLES[Theme.AUTO]


def test_the_style_depends_on_nothing_but_the_theme() -> None:
    for theme in Theme:
        styles = {
            parsed(draw(model, theme=theme)).findtext(f"{SVG}style")
            for model in (drawing("cells", "one"), shipped()["tl/servqual"])
        }

        assert styles == {STYLES[theme]}


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_every_text_has_contrast_on_whatever_it_stands(palette: Palette) -> None:
    grounds = (palette.paper, palette.band, palette.card, palette.soft)

    for ink in (palette.ink, palette.text, palette.link):
        assert min(contrast(ink, ground) for ground in grounds) >= 4.5
    assert contrast(palette.on_strong, palette.strong) >= 4.5
    assert min(contrast(palette.line, ground) for ground in (palette.paper, palette.band, palette.soft)) >= 3


def test_paper_is_light_and_imposed_colours_are_kept() -> None:
    for theme in Theme:
        before, _, dark = STYLES[theme].partition("@media screen")
        assert LIGHT.ink in before
        assert DARK.ink not in before
        assert (DARK.ink in dark) == (theme is not Theme.LIGHT)
        assert "forced-colors:active" in STYLES[theme]


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2.2."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_a_link_that_a_hostile_editor_wrote_is_only_an_address() -> None:
    model: Drawing = drawing("cells", node("one", href='/x" onclick="alert(1)'))

    assert parsed(draw(model)).find(f"{SVG}a").attrib == {"href": '/x" onclick="alert(1)'}  # type: ignore[union-attr]
