"""Ways into the catalogue: kinds, languages, coverage, the graph, health."""

import csv
import io
import re
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from app.domain.texts import Status
from tests.sites import Serve, Site, items
from tests.store.libraries import concept, library, text

LANGS = ("da", "no", "sv", "tl")


@pytest.mark.parametrize(
    ("lang", "plural"), [("da", "begreber"), ("no", "begreper"), ("sv", "begrepp"), ("tl", "mga konsepto")]
)
def test_kinds_are_named_in_the_reader_s_language_and_count_their_entries(
    catalogue: Site, lang: str, plural: str
) -> None:
    kinds = catalogue.ok(f"/v1/kinds?lang={lang}")

    assert items(kinds, "kind") == ["concept", "model", "style"]
    assert kinds["items"][0]["plural"].lower() == plural
    for kind in kinds["items"]:
        assert catalogue.ok(kind["url"])["page"]["total"] == kind["count"] > 0


def test_languages_tell_their_names_chains_and_aliases(catalogue: Site) -> None:
    languages = {language["lang"]: language for language in catalogue.ok("/v1/languages?lang=tl")["items"]}

    assert tuple(languages) == LANGS
    assert {lang: told["chain"] for lang, told in languages.items()} == {
        "da": ["da", "no", "sv", "tl"],
        "no": ["no", "da", "sv", "tl"],
        "sv": ["sv", "da", "no", "tl"],
        "tl": ["tl", "da", "no", "sv"],
    }
    assert (languages["no"]["tag"], languages["no"]["autonym"]) == ("nb", "Norsk bokmål")
    assert {"nb", "nn"} <= set(languages["no"]["aliases"])
    assert "fil" in languages["tl"]["aliases"]
    assert [lang for lang, told in languages.items() if told["is_default"]] == ["da"]
    assert sum(languages["sv"]["texts"].values()) == catalogue.ok("/v1/entries")["page"]["total"]


def test_an_alias_alone_in_a_header_chooses_its_language(catalogue: Site) -> None:
    for language in catalogue.ok("/v1/languages?lang=da")["items"]:
        for alias in language["aliases"]:
            assert catalogue.ok("/v1/entries/service", alias)["requested_lang"] == language["lang"]


@pytest.mark.parametrize(("lang", "tagalog"), [("da", "tagalog"), ("sv", "tagalog"), ("tl", "tagalog")])
def test_languages_are_named_in_the_reader_s_language(catalogue: Site, lang: str, tagalog: str) -> None:
    names = dict(items(catalogue.ok(f"/v1/languages?lang={lang}"), "lang", "name"))

    assert names["tl"].lower() == tagalog


GAPS = library(
    concept("b", text("da", "B")),
    concept("a", text("sv", "Å"), text("da", "A", status=Status.OUTDATED)),
)


def test_coverage_tells_the_status_of_every_text_and_how_many_there_are_of_each(serve: Serve) -> None:
    coverage = serve(GAPS).ok("/v1/coverage?lang=sv")

    rows = {row["id"]: row for row in coverage["items"]}
    assert items(coverage, "id", "lang") == [("b", "da"), ("a", "sv")]
    assert {lang: cell["status"] for lang, cell in rows["b"]["languages"].items()} == {"da": "source", "sv": "missing"}
    assert {lang: cell["status"] for lang, cell in rows["a"]["languages"].items()} == {"da": "outdated", "sv": "source"}
    assert coverage["totals"] == {
        "da": {"source": 1, "current": 0, "outdated": 1, "missing": 0},
        "sv": {"source": 1, "current": 0, "outdated": 0, "missing": 1},
    }


def test_coverage_as_a_table_says_the_same(serve: Serve) -> None:
    answer = serve(GAPS).ask("/v1/coverage.csv?lang=sv")

    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert list(csv.reader(io.StringIO(answer.text))) == [
        ["id", "kind", "source_lang", "pref_label", "da", "da_sections_behind", "sv", "sv_sections_behind"],
        ["b", "concept", "da", "B", "source", "0", "missing", "0"],
        ["a", "concept", "sv", "Å", "outdated", "0", "source", "0"],
    ]


CHAIN = library(
    *(
        concept(name, text("da", name.upper()), related=(after,))
        for name, after in (("a", "b"), ("b", "c"), ("c", "d"), ("d", "e"))
    ),
    concept("e", text("da", 'E <&> "#1" ]')),
)


@pytest.fixture
def chain(serve: Serve) -> Site:
    return serve(CHAIN)


@pytest.mark.parametrize(
    ("query", "nodes", "truncated"),
    [
        ("", "abcde", False),
        ("max_nodes=2", "ab", True),
        ("max_nodes=5", "abcde", False),
        ("root=a", "ab", False),
        ("root=c", "cbd", False),
        ("root=a&depth=2", "abc", False),
        ("root=a&depth=3", "abcd", False),
        ("root=c&depth=3&max_nodes=3", "cbd", True),
        ("root=c&max_nodes=3", "cbd", False),
        ("root=a&type=broader&depth=3", "a", False),
        ("root=a&type=related&type=broader", "ab", False),
        ("root=a&kind=model", "a", False),
        ("kind=style", "", False),
        ("kind=concept", "abcde", False),
    ],
)
def test_a_graph_goes_as_far_as_it_is_asked_and_says_where_it_was_cut(
    chain: Site, query: str, nodes: str, *, truncated: bool
) -> None:
    graph = chain.ok(f"/v1/graph?{query}")

    assert [node["id"] for node in graph["nodes"]] == list(nodes)
    assert graph["truncated"] is truncated
    present = set(nodes)
    assert all({edge["source"], edge["target"]} <= present for edge in graph["edges"])


def test_every_relation_stands_in_the_graph_once(catalogue: Site) -> None:
    edges = [tuple(sorted(edge.items())) for edge in catalogue.ok("/v1/graph?max_nodes=500")["edges"]]

    assert len(edges) == len(set(edges)) > 100
    assert {dict(edge)["type"] for edge in edges} == {"broader", "related", "part_of", "mentions"}


def graphml(answer: Any) -> tuple[dict[str, dict[str, str]], list[tuple[str, str, str]]]:
    namespace = {"g": "http://graphml.graphdrawing.org/xmlns"}
    root = ET.fromstring(answer.content)

    def data(element: ET.Element) -> dict[str, str]:
        return {one.attrib["key"]: one.text or "" for one in element.findall("g:data", namespace)}

    nodes = {node.attrib["id"]: data(node) for node in root.findall(".//g:node", namespace)}
    edges = [
        (edge.attrib["source"], edge.attrib["target"], data(edge)["type"])
        for edge in root.findall(".//g:edge", namespace)
    ]
    assert {key.attrib["id"] for key in root.findall("g:key", namespace)} == {"label", "lang", "kind", "url", "type"}
    return nodes, edges


def test_graphml_is_the_same_graph_for_an_xml_parser(chain: Site) -> None:
    answer = chain.ask("/v1/graph.graphml?lang=da")
    nodes, edges = graphml(answer)

    assert answer.headers["content-type"] == "application/graphml+xml"
    assert {entry: node["label"] for entry, node in nodes.items()}["e"] == 'E <&> "#1" ]'
    assert edges == [("a", "b", "related"), ("b", "c", "related"), ("c", "d", "related"), ("d", "e", "related")]


def test_mermaid_is_the_same_graph_with_labels_that_cannot_end_their_quotes(chain: Site) -> None:
    answer = chain.ask("/v1/graph.mmd?root=d&lang=da")

    assert answer.headers["content-type"] == "text/vnd.mermaid; charset=utf-8"
    assert answer.text.splitlines() == [
        "flowchart LR",
        '  n0["D"]',
        '  n1["C"]',
        '  n2["E &lt;&amp;&gt; &quot;&num;1&quot; ]"]',
        "  n0 -->|related| n2",
        "  n1 -->|related| n0",
    ]


@pytest.mark.parametrize("suffix", ["", ".graphml", ".mmd"])
@pytest.mark.parametrize(
    ("query", "status"),
    [("root=no-such-entry", 404), ("type=narrower", 400), ("kind=song", 400), ("depth=4", 400), ("max_nodes=501", 400)],
)
def test_a_graph_that_cannot_be_drawn_is_a_problem(chain: Site, suffix: str, query: str, status: int) -> None:
    assert chain.ask(f"/v1/graph{suffix}?{query}").status_code == status


def test_health_readiness_and_version(catalogue: Site) -> None:
    assert catalogue.ok("/healthz") == {"status": "ok"}
    readiness = catalogue.ok("/readyz")
    assert {name: part["status"] for name, part in readiness["parts"].items()} == {
        "release": "ok",
        "database": "ok",
        "poll": "ok",
        "disk": "ok",
    }
    assert readiness["status"] == "ok"
    version = catalogue.ok("/version")
    assert re.fullmatch(r"\d+\.\d+\.\d+", version["version"])
    assert (version["release"], bool(version["digest"]), bool(version["published_at"])) == (1, True, True)
