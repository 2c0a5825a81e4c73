"""Exports in the hands of programs nobody here wrote: a SHACL validator and a citation processor."""

import re
import warnings

import pytest
import rdflib
from pyshacl import validate

from tests.sites import Site

with warnings.catch_warnings():
    # It still asks setuptools where its own files are.
    warnings.simplefilter("ignore")
    from citeproc import (
        Citation,
        CitationItem,
        CitationStylesBibliography,
        CitationStylesStyle,
        formatter,
    )
    from citeproc.source.json import CiteProcJSON

# The integrity conditions of the SKOS Reference that SHACL can say, and that nothing leads to what there is not.
SHAPES = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix : <urn:shapes:> .
:Concept a sh:NodeShape ; sh:targetClass skos:Concept ;
  sh:property [ sh:path skos:prefLabel ; sh:minCount 1 ; sh:uniqueLang true ; sh:datatype rdf:langString ] ;
  sh:property [ sh:path skos:prefLabel ; sh:disjoint skos:altLabel ] ;
  sh:property [ sh:path skos:prefLabel ; sh:disjoint skos:hiddenLabel ] ;
  sh:property [ sh:path skos:altLabel ; sh:datatype rdf:langString ] ;
  sh:property [ sh:path skos:definition ; sh:minCount 1 ; sh:uniqueLang true ; sh:datatype rdf:langString ] ;
  sh:property [ sh:path skos:related ; sh:disjoint skos:broader ; sh:class skos:Concept ] ;
  sh:property [ sh:path skos:broader ; sh:class skos:Concept ] ;
  sh:property [ sh:path skos:inScheme ; sh:minCount 1 ; sh:class skos:ConceptScheme ] ;
  sh:not [ sh:class skos:ConceptScheme ] ; sh:not [ sh:class skos:Collection ] .
:Series a sh:NodeShape ; sh:targetClass skos:OrderedCollection ;
  sh:property [ sh:path skos:memberList ; sh:minCount 1 ; sh:maxCount 1 ] ;
  sh:property [ sh:path ( skos:memberList [ sh:zeroOrMorePath rdf:rest ] rdf:first ) ;
                sh:minCount 1 ; sh:class skos:Concept ] .
"""
STYLE = """<?xml version="1.0" encoding="utf-8"?>
<style xmlns="http://purl.org/net/xbiblio/csl" class="in-text" version="1.0" default-locale="en-US">
  <info><title>Short</title><id>short</id><updated>2026-01-01T00:00:00+00:00</updated></info>
  <citation><layout><text variable="title"/></layout></citation>
  <bibliography><layout>
    <names variable="author"><name form="short" and="text"/></names>
    <date variable="issued" prefix=" (" suffix=")"><date-part name="year"/></date>
    <text variable="title" prefix=": "/>
  </layout></bibliography>
</style>
"""


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_skos_fits_a_shape_of_its_integrity_conditions(catalogue: Site) -> None:
    graph = rdflib.Graph()
    graph.parse(data=catalogue.get("/v1/exports/skos.ttl").text, format="turtle", publicID="http://test/v1/exports/")

    conforms, _, told = validate(graph, shacl_graph=rdflib.Graph().parse(data=SHAPES, format="turtle"))

    assert conforms, told


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_the_shape_finds_what_is_wrong(catalogue: Site) -> None:
    turtle = catalogue.get("/v1/exports/skos.ttl").text
    label = re.search(r'skos:prefLabel (".*?"@\w+)', turtle)
    assert label
    broken = turtle.replace(label[0], f"{label[0]} ; skos:altLabel {label[1]}", 1)
    graph = rdflib.Graph().parse(data=broken, format="turtle", publicID="http://test/v1/exports/")

    conforms, _, told = validate(graph, shacl_graph=rdflib.Graph().parse(data=SHAPES, format="turtle"))

    assert not conforms
    assert "altLabel" in told


@pytest.mark.filterwarnings("ignore")
def test_a_citation_processor_writes_the_whole_bibliography(
    catalogue: Site, tmp_path_factory: pytest.TempPathFactory
) -> None:
    works = catalogue.get("/v1/exports/csl.json").json()
    style = tmp_path_factory.mktemp("style") / "short.csl"
    style.write_text(STYLE)
    bibliography = CitationStylesBibliography(
        CitationStylesStyle(str(style), validate=False), CiteProcJSON(works), formatter.plain
    )
    for work in works:
        bibliography.register(Citation([CitationItem(work["id"])]))
    written = [str(item) for item in bibliography.bibliography()]

    assert len(written) == len(works)
    assert any(line.startswith("Oliver (1980): ") for line in written)
    for work, line in zip(works, written, strict=True):
        for year in work.get("issued", {}).get("date-parts", [[""]])[0][:1]:
            assert str(year) in line
