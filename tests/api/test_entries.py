"""One entry: its members, its figure, its links."""

from dataclasses import replace

import pytest
from pydantic import TypeAdapter

from app.api.outputs.base import Collection
from app.api.outputs.entries import EntryItem, EntryOut
from app.domain.bibliography import Name, Work
from app.domain.diagram import Diagram, Edge, Line, Node
from app.domain.kinds.model import Model
from app.domain.kinds.style import Style
from app.domain.texts import PartText, Section, Status
from tests.sites import Serve, Site, items
from tests.store.libraries import concept, library, text, with_digest

MEMBERS = ("sections", "translations", "relations", "backlinks", "series", "figure", "sources")


def test_members_are_there_when_they_are_asked_for_and_only_then(catalogue: Site) -> None:
    bare = catalogue.ok("/v1/entries/service-pyramid?lang=da")

    assert not {*MEMBERS} & bare.keys()
    for member in MEMBERS:
        assert catalogue.ok(f"/v1/entries/service-pyramid?lang=da&include={member}").keys() - bare.keys() == {member}
    whole = catalogue.ok(f"/v1/entries/service-pyramid?lang=da&include={','.join(MEMBERS)},,sections")
    assert whole == catalogue.ok(f"/v1/entries/service-pyramid?lang=da&include={'&include='.join(MEMBERS)}")
    assert whole.keys() - bare.keys() == {*MEMBERS}


def test_what_is_joined_from_fragments_is_what_the_model_would_write(catalogue: Site) -> None:
    whole = TypeAdapter[EntryOut](EntryOut)
    for lang in ("da", "no", "sv", "tl"):
        listed = catalogue.get(f"/v1/entries?lang={lang}&limit=200").text
        page = Collection[EntryItem].model_validate_json(listed)
        assert page.model_dump_json() == listed
        for item in page.items:
            told = catalogue.get(f"/v1/entries/{item.id}?lang={lang}&include={','.join(MEMBERS)}").text
            assert whole.validate_json(told).model_dump_json(exclude_unset=True) == told


def test_only_links_are_resolved_and_not_what_an_editor_writes_about_them(serve: Serve) -> None:
    text = (
        "---\npref_label: Loyalitet\nslug: loyalitet\ndefinition: D.\n---\n"
        '## Mere {#more}\n\nSe [tillid](entry:trust) og `<a href="entry:trust">`.\n'
    )
    site = serve({"da/concepts/loyalty.md": text}, public_base_url="https://x.example")
    (section,) = site.ok("/v1/entries/loyalty?lang=da&include=sections")["sections"]

    assert '<a href="https://x.example/v1/entries/trust?lang=da"' in section["html"]
    assert '&lt;a href="entry:trust"&gt;' in section["html"]
    assert section["markdown"].endswith('`<a href="entry:trust">`.')


def test_only_models_have_a_figure_and_only_styles_have_leaders(catalogue: Site) -> None:
    style = catalogue.ok("/v1/entries/the-utility?include=figure&lang=da")
    concept_ = catalogue.ok("/v1/entries/servicegen?include=figure&lang=da")
    model = catalogue.ok("/v1/entries/service-pyramid?include=figure&lang=da")

    assert (style["kind"], "figure" in style, len(style["leaders"]) > 0) == ("style", False, True)
    assert (concept_["kind"], "figure" in concept_, "leaders" in concept_) == ("concept", False, False)
    assert (model["figure"]["figure"], "leaders" in model) == ("triangle", False)
    assert (concept_["links"]["figure"], model["links"]["figure"]) == (
        None,
        "/v1/entries/service-pyramid/figure?lang=da",
    )


def test_the_links_of_an_entry_lead_to_what_they_say(catalogue: Site) -> None:
    links = catalogue.ok("/v1/entries/service-pyramid?lang=sv")["links"]

    assert catalogue.ok(links["self"])["lang"] == "sv"
    assert catalogue.ok(links["figure"])["lang"] == "sv"
    assert items(catalogue.ok(links["translations"]), "lang", "tag") == [
        ("da", "da"),
        ("no", "nb"),
        ("sv", "sv"),
        ("tl", "tl"),
    ]
    assert {edge["type"] for edge in catalogue.ok(links["relations"])["items"]} >= {"has_part"}


def test_relations_are_the_same_from_both_ends(catalogue: Site) -> None:
    inverse = {"broader": "narrower", "related": "related", "has_part": "part_of", "mentions": "mentioned_in"}
    for edge in catalogue.ok("/v1/entries/service-pyramid/relations?lang=da")["items"]:
        if edge["type"] in inverse:
            there = catalogue.ok(f"/v1/entries/{edge['entry']['id']}/relations?type={inverse[edge['type']]}&lang=da")
            assert "service-pyramid" in [other["entry"]["id"] for other in there["items"]]


def test_relations_can_be_asked_for_by_several_types(catalogue: Site) -> None:
    found = catalogue.ok("/v1/entries/service-pyramid/relations?type=has_part&type=mentions&lang=da")

    assert set(items(found, "type")) == {"has_part", "mentions"}


def test_a_section_that_is_not_translated_yet_is_read_in_the_nearest_language_and_says_so(serve: Serve) -> None:
    danish = text("da", "Tillid")
    both = tuple(Section(id=name, title=f"Da {name}", markdown="Da.", digest="d") for name in ("what", "why"))
    swedish = replace(
        text("sv", "Tillit", status=Status.OUTDATED),
        sections=(Section(id="what", title="Sv what", markdown="Sv.", digest="d", status=Status.CURRENT),),
        behind=("why",),
    )
    trust = replace(concept("trust", danish), texts={"da": replace(danish, sections=both), "sv": swedish})

    answer = serve(with_digest(library(trust))).ask("/v1/entries/trust?include=sections,translations&lang=sv")
    told = answer.json()

    assert [(section["id"], section["lang"], section["title"]) for section in told["sections"]] == [
        ("what", "sv", "Sv what"),
        ("why", "da", "Da why"),
    ]
    assert (told["status"], told["sections_behind"]) == ("outdated", 1)
    assert answer.headers["content-language"] == "sv, da"
    assert [row["sections_behind"] for row in told["translations"]] == [0, 1]


def test_a_link_in_a_text_leads_a_reader_to_what_they_get_and_says_in_which_language(serve: Serve) -> None:
    site = serve(
        library(
            concept("a", text("da", "A", body="Se [b](entry:b#what)."), text("sv", "A", body="Se [b](entry:b).")),
            concept("b", text("da", "B", body="B.")),
        )
    )

    (danish,), (swedish,) = (
        site.ok(f"/v1/entries/a?include=sections&lang={lang}")["sections"] for lang in ("da", "sv")
    )

    assert '<a href="/v1/entries/b?lang=da#what"' in danish["html"]
    assert "hreflang" not in danish["html"]
    assert '<a href="/v1/entries/b?lang=sv" hreflang="da"' in swedish["html"]


def test_backlinks_are_the_entries_whose_texts_link_here(serve: Serve) -> None:
    site = serve(
        library(
            concept("a", text("da", "A", body="Se [b](entry:b).")),
            concept("c", text("sv", "C", body="Se [b](entry:b).")),
            concept("b", text("da", "B")),
        )
    )

    told = site.ok("/v1/entries/b?include=backlinks&lang=da")["backlinks"]

    assert [(ref["id"], ref["lang"], ref["is_fallback"]) for ref in told] == [("a", "da", False), ("c", "sv", True)]


def test_sources_come_with_everything_a_citation_needs(serve: Serve) -> None:
    work = Work(key="w", type="book", title="T", authors=(Name(family="F", given="G"), Name(literal="L")), year=1999)
    cited = replace(library(replace(concept("a", text("da", "A")), sources=("w",))), bibliography={"w": work})

    (source,) = serve(with_digest(cited)).ok("/v1/entries/a?include=sources")["sources"]

    assert (source["key"], source["title"], source["year"], source["doi"]) == ("w", "T", 1999, None)
    assert source["authors"] == [
        {"family": "F", "given": "G", "literal": None},
        {"family": None, "given": None, "literal": "L"},
    ]


WHOLE = Diagram(
    figure="matrix",
    nodes=(Node(id="one", entry="a", group="g", at=("low", "high")), Node(id="two")),
    edges=(Edge(start="one", end="two"), Edge(start="two", end="one", id="back", entry="a")),
    groups=("g",),
    axes=("x", "y"),
    lines=(Line(id="line", after="one"),),
    lanes=("lane",),
)


@pytest.fixture
def drawn(serve: Serve) -> Site:
    words = {part: PartText(label=f"Da {part}", text="T") for part in WHOLE.part_ids()}
    danish = replace(text("da", "Model"), parts=words | {"one": PartText(label="Da one", variants={"lane": "V"})})
    swedish = replace(text("sv", "Modell", status=Status.OUTDATED), parts={"one": PartText(label="Sv one")})
    model = Model(
        id="m",
        source_lang="da",
        licence="CC-BY-4.0",
        revision="r",
        diagram=WHOLE,
        texts={"da": danish, "sv": swedish},
    )
    style = Style(
        id="s", source_lang="da", licence="CC0-1.0", revision="r", leaders=("A",), texts={"da": text("da", "Stil")}
    )
    return serve(library(model, style, concept("a", text("da", "A"))))


def test_a_figure_has_every_part_in_the_nearest_language_that_has_words_for_it(drawn: Site) -> None:
    figure = drawn.ok("/v1/entries/m/figure?lang=sv")

    assert (figure["lang"], figure["title"], figure["figure"]) == ("sv", "Modell", "matrix")
    assert [(node["id"], node["lang"], node["label"]) for node in figure["nodes"]] == [
        ("one", "sv", "Sv one"),
        ("two", "da", "Da two"),
    ]
    assert figure["nodes"][0]["entry"]["lang"] == "da"
    assert (figure["nodes"][0]["group"], figure["nodes"][0]["at"]) == ("g", ["low", "high"])
    assert (figure["nodes"][1]["group"], figure["nodes"][1]["at"], figure["nodes"][1]["entry"]) == (None, None, None)
    assert [edge["words"] and edge["words"]["label"] for edge in figure["edges"]] == [None, "Da back"]
    assert (figure["axes"]["x"]["label"], figure["lines"][0]["after"]) == ("Da x", "one")
    assert [part["label"] for part in (*figure["groups"], *figure["lanes"])] == ["Da g", "Da lane"]


def test_a_figure_keeps_a_sentence_for_each_lane(drawn: Site) -> None:
    assert drawn.ok("/v1/entries/m/figure?lang=da")["nodes"][0]["variants"] == {"lane": "V"}


def test_an_entry_carries_its_own_licence(drawn: Site) -> None:
    assert drawn.ok("/v1/entries/s?lang=da")["licence"] == "CC0-1.0"


def test_a_relation_is_written_on_one_side_and_known_on_both(serve: Serve) -> None:
    said = replace(concept("a", text("da", "A", body="Se [d](entry:d).")), broader=("b",), related=("c", "a", "gone"))
    others = [concept(name, text("da", name.upper())) for name in "bcd"]
    site = serve(library(said, *others))

    def edges(entry: str) -> list[tuple[str, str]]:
        return [
            (edge["type"], edge["entry"]["id"]) for edge in site.ok(f"/v1/entries/{entry}/relations?lang=da")["items"]
        ]

    assert edges("a") == [("broader", "b"), ("related", "c"), ("mentions", "d")]
    assert (edges("b"), edges("c"), edges("d")) == ([("narrower", "a")], [("related", "a")], [("mentioned_in", "a")])
