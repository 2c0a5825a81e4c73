"""Each format, read by a program that knows nothing of this one."""

import csv
import hashlib
import io
import json
import sqlite3
import zipfile
from pathlib import Path

import pytest
import rdflib
from rdflib.collection import Collection
from rdflib.compare import isomorphic
from rdflib.namespace import DCTERMS, RDF, SKOS

from app.content.reader import read
from app.content.tree import open_tree
from app.exports import EXPORTS
from tests.content.trees import concept
from tests.sites import Serve, Site

BASE = "http://test/v1/entries/"


@pytest.fixture(scope="module")
def graph(catalogue: Site) -> rdflib.Graph:
    turtle = catalogue.get("/v1/exports/skos.ttl")
    return rdflib.Graph().parse(data=turtle.content, format="turtle", publicID="http://test/v1/exports/skos.ttl")


def test_the_list_of_exports_tells_size_and_checksum_of_what_its_addresses_give(catalogue: Site) -> None:
    listed = catalogue.ok("/v1/exports")

    assert [item["format"] for item in listed["items"]] == [
        name for name, export in EXPORTS.items() if not export.packaged
    ]
    for item in listed["items"]:
        answer = catalogue.get(item["url"])
        assert hashlib.sha256(answer.content).hexdigest() == item["sha256"], item["format"]
        assert (len(answer.content), answer.headers["content-type"]) == (item["size"], item["media_type"])
        assert "immutable" in answer.headers["cache-control"]


def test_ndjson_has_every_text_of_every_entry_once(catalogue: Site) -> None:
    lines = catalogue.get("/v1/exports/ndjson").content.decode().strip("\n").split("\n")
    texts = [(record["id"], record["lang"]) for record in map(json.loads, lines) if record["record"] == "text"]

    assert (
        len(texts)
        == len(set(texts))
        == sum(
            status != "missing"
            for row in catalogue.ok("/v1/coverage")["items"]
            for status in (cell["status"] for cell in row["languages"].values())
        )
    )


def test_csv_opens_in_a_spreadsheet_and_runs_nothing(serve: Serve) -> None:
    site = serve({"da/concepts/trust.md": concept(front="scope_note: '=1+1'\n")})
    rows = list(csv.DictReader(io.StringIO(site.get("/v1/exports/csv").text, newline="")))

    assert [(row["id"], row["lang"], row["pref_label"]) for row in rows] == [
        ("loyalty", "da", "Loyalitet"),
        ("trust", "da", "Tillid"),
    ]
    assert rows[1]["scope_note"] == "'=1+1"


def test_skos_labels_carry_the_language_they_are_written_in(graph: rdflib.Graph) -> None:
    pyramid = {
        str(label.language): str(label)
        for label in graph.objects(rdflib.URIRef(BASE + "service-pyramid"), SKOS.prefLabel)
        if isinstance(label, rdflib.Literal)
    }

    assert pyramid["nb"] == "Servicepyramiden"
    assert pyramid.keys() == {"da", "nb", "sv", "tl"}


def test_a_language_that_is_missing_is_missing_in_skos(serve: Serve) -> None:
    site = serve()
    turtle = site.get("/v1/exports/skos.ttl?lang=no").content
    graph = rdflib.Graph().parse(data=turtle, format="turtle", publicID=BASE)

    assert list(graph.objects(rdflib.URIRef(BASE + "trust"), SKOS.prefLabel)) == []
    assert (rdflib.URIRef(BASE + "trust"), RDF.type, SKOS.Concept) in graph


# rdflib's own parser calls what rdflib deprecates.
@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
def test_turtle_and_jsonld_say_the_same(catalogue: Site, graph: rdflib.Graph) -> None:
    document = catalogue.get("/v1/exports/skos.jsonld").content
    other = rdflib.Graph().parse(data=document, format="json-ld", publicID="http://test/v1/exports/skos.jsonld")

    assert isomorphic(graph, other)


@pytest.mark.parametrize(
    "forbidden",
    [
        # SKOS Reference, integrity conditions S9, S13, S14, S27, S37.
        "ASK { ?x a skos:ConceptScheme, skos:Concept }",
        "ASK { ?x skos:prefLabel ?l ; skos:altLabel ?l }",
        "ASK { ?x skos:prefLabel ?l, ?m FILTER (?l != ?m && lang(?l) = lang(?m)) }",
        "ASK { ?x skos:related ?y ; skos:broader+ ?y }",
        "ASK { ?x a skos:Collection, skos:Concept }",
        "ASK { ?x skos:broader+ ?x }",
        "ASK { ?x skos:broader ?y FILTER NOT EXISTS { ?y skos:narrower ?x } }",
        "ASK { ?x skos:related ?y FILTER NOT EXISTS { ?y skos:related ?x } }",
        "ASK { ?x a skos:Concept FILTER NOT EXISTS { ?x skos:prefLabel ?l } }",
        "ASK { ?x skos:broader|skos:related|dcterms:hasPart ?y FILTER NOT EXISTS { ?y a skos:Concept } }",
    ],
)
def test_skos_integrity_holds(graph: rdflib.Graph, forbidden: str) -> None:
    assert not graph.query(forbidden, initNs={"skos": SKOS, "dcterms": DCTERMS}).askAnswer


def test_a_series_is_an_ordered_collection(catalogue: Site, graph: rdflib.Graph) -> None:
    series = rdflib.URIRef("http://test/v1/series/nine-service-styles")
    first = graph.value(series, SKOS.memberList)
    assert first is not None
    members = Collection(graph, first)

    parts = catalogue.ok("/v1/series/nine-service-styles")["parts"]
    assert [str(member).removeprefix(BASE) for member in members] == [part["id"] for part in parts]


def test_the_bibliography_is_csl_json(catalogue: Site) -> None:
    works = {work["id"]: work for work in catalogue.get("/v1/exports/csl.json").json()}

    assert works["oliver-1980"]["issued"] == {"date-parts": [[1980]]}
    assert works["oliver-1980"]["author"][0]["family"] == "Oliver"
    assert works["oliver-1980"]["type"] == "article-journal"
    assert all(None not in work.values() for work in works.values())


def test_the_content_tree_comes_back_as_the_same_release(catalogue: Site, tmp_path: Path) -> None:
    archive = zipfile.ZipFile(io.BytesIO(catalogue.get("/v1/exports/content.zip").content))
    archive.extractall(tmp_path)

    reading = read(open_tree(tmp_path / "content"))
    assert reading.library is not None, [problem.told() for problem in reading.problems][:5]
    assert reading.library.digest == catalogue.ok("/version")["digest"]


def test_the_sqlite_file_answers_questions_by_itself(catalogue: Site, tmp_path: Path) -> None:
    path = tmp_path / "catalogue.sqlite"
    path.write_bytes(catalogue.get("/v1/exports/sqlite").content)
    database = sqlite3.connect(path)

    found = database.execute("SELECT pref_label FROM text WHERE entry = 'service-pyramid' AND lang = 'sv'").fetchall()
    assert found == [("Servicepyramiden",)]
    assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert database.execute("PRAGMA foreign_key_check").fetchall() == []
    database.close()


@pytest.mark.parametrize("name", EXPORTS)
def test_a_file_that_is_written_again_has_the_same_bytes(name: str, serve: Serve) -> None:
    site = serve()
    address = f"/v1/exports/{name}{'?lang=da' if EXPORTS[name].packaged else ''}"
    first = site.get(address)
    for path in (site.settings.data_dir / "exports").iterdir():
        path.unlink()

    assert site.get(address).content == first.content
