"""The table says everything that the figure says, in its order."""

import re
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import pytest

from app.diagrams import Drawing, Edge, Line, Part, Table, table, table_html
from tests.diagrams.drawings import drawing, node, part, shipped


def rows(found: Table) -> list[tuple[str, ...]]:
    """Its rows as a reader sees them, headings of groups among them."""
    lines: list[tuple[str, ...]] = []
    for body in found.bodies:
        if body.heading:
            lines.append((f"[{body.heading.text}]",))
        lines += [tuple(cell.text for cell in row) for row in body.rows]
    return lines


@pytest.mark.parametrize("name", sorted(shipped()))
def test_the_table_of_a_shipped_model_has_every_word_of_it(name: str) -> None:
    model = shipped()[name]
    said = "".join(ET.fromstring(table_html(table(model))).itertext())

    for each in model.parts():
        for words in (each.label, each.text, *each.variants.values()):
            assert not words or words in said


@pytest.mark.parametrize("name", sorted(shipped()))
def test_every_row_is_as_wide_as_the_head(name: str) -> None:
    found = table(shipped()[name])

    for body in found.bodies:
        for row in (*body.rows, *([(body.heading,)] if body.heading else [])):
            assert sum(cell.span for cell in row) == len(found.head)


def test_parts_and_their_sentences() -> None:
    found = table(drawing("steps", node("one", text="Først."), node("two")))

    assert [cell.text for cell in found.head] == ["Del", "Beskrivelse"]
    assert rows(found) == [("One", "Først."), ("Two", "")]


def test_groups_gather_their_parts_and_connections_come_last() -> None:
    model = drawing(
        "network",
        node("one", group="late", text="En."),
        node("two", text="To."),
        groups=(part("early", "Tidlig"), part("late", "Sen", "Den sene.")),
        edges=(Edge(start="one", end="two"), Edge(start="two", end="one", part=part("back", "Tilbage", "Igen."))),
    )

    found = table(model)

    assert rows(found) == [
        ("Two", "To."),
        ("[Tidlig]",),
        ("[Sen]",),
        ("One", "En."),
        ("[Forbindelser]",),
        ("One → Two", ""),
        ("Tilbage", "Igen."),
    ]
    assert found.bodies[2].heading is not None
    assert found.bodies[2].heading.note == "Den sene."
    assert found.rows()[-1][0].note == "Two → One"


def test_lanes_are_columns_and_are_explained_first() -> None:
    lanes = (part("with", "Med", "Alle hjælper."), part("without", "Uden"))
    model = drawing("journey", node("arrival", variants={"with": "Smil.", "without": "Kø."}), lanes=lanes)

    assert [cell.text for cell in table(model).head] == ["Del", "Med", "Uden"]
    assert rows(table(model)) == [("Beskrivelse", "Alle hjælper.", ""), ("Arrival", "Smil.", "Kø.")]


def test_lanes_that_explain_themselves_need_no_row() -> None:
    model = drawing("journey", node("arrival", variants={"with": "Smil."}), lanes=(part("with", "Med"),))

    assert rows(table(model)) == [("Arrival", "Smil.")]


def test_quadrants_say_where_they_stand() -> None:
    axes = (part("x", "Pris"), part("y", "Kvalitet", "Opad er godt."))
    model = drawing("matrix", node("bargain", text="Køb.", at=("low", "high")), axes=axes)

    assert [cell.text for cell in table(model).head] == ["Del", "Pris", "Kvalitet", "Beskrivelse"]
    assert rows(table(model)) == [
        ("Bargain", "lav", "høj", "Køb."),
        ("Pris", ""),
        ("Kvalitet", "Opad er godt."),
    ]


def test_lines_stand_between_the_layers() -> None:
    line = Line(id="line", label="Linjen", lang="da", text="Skel.", after="front")

    assert rows(table(drawing("layers", "front", "back", lines=(line,)))) == [
        ("Front", ""),
        ("Linjen", "Skel."),
        ("Back", ""),
    ]


def test_html_has_scopes_languages_and_links_and_escapes_everything() -> None:
    foreign = Part(id="all", label="Lahat &", lang="tl", text="Ya.")
    model = Drawing(
        id="model",
        figure="cells",
        title="A <model>",
        lang="nb",
        nodes=(node("one", label="<b>En</b>", text='"1" & 2', group="all", href='/x?a=1&b="'),),
        groups=(foreign,),
    )

    assert table_html(table(model)) == (
        '<table class="figure-table" lang="nb" xml:lang="nb"><caption>A &lt;model&gt;</caption>'
        '<thead><tr><th scope="col">Del</th><th scope="col">Beskrivelse</th></tr></thead>'
        '<tbody><tr><th scope="rowgroup" colspan="2" lang="tl" xml:lang="tl">Lahat &amp; <small>Ya.</small></th></tr>'
        '<tr><th scope="row" lang="da" xml:lang="da"><a href="/x?a=1&amp;b=&quot;">&lt;b&gt;En&lt;/b&gt;</a></th>'
        '<td lang="da" xml:lang="da">&quot;1&quot; &amp; 2</td></tr></tbody></table>'
    )


def test_a_page_that_has_said_the_title_leaves_the_caption_out() -> None:
    html = table_html(table(drawing("cells", "one")), caption=False)

    assert "caption" not in html
    HTMLParser().feed(html)
    assert re.match(r"<table class=\"figure-table\"", html)
