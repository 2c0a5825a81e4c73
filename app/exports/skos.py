"""SKOS (W3C Recommendation, 2009): the entries as concepts, the series as ordered collections.

A label carries the language tag of the text it stands in; nothing that fell back to another language is written, so no
tag is ever false. Without PUBLIC_BASE_URL the IRIs are relative and resolve against the address of the file.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson

from app.articles.citations import citation
from app.catalogue.cards import Card
from app.catalogue.generation import SeriesRecord
from app.exports.selection import Selection

_PREFIXES = {
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dcterms": "http://purl.org/dc/terms/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
}
_LICENCES = {"CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/"}
# Objects of a statement: {"@id": …} or {"@value": …, "@language": …}, as in expanded JSON-LD.
Node = dict[str, Any]


def write_jsonld(selection: Selection, path: Path) -> None:
    """Write one JSON-LD document with a `@graph`."""
    context = {
        **_PREFIXES,
        "skos:memberList": {"@container": "@list"},
    }
    document = {"@context": context, "@graph": list(_resources(selection))}
    path.write_bytes(orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))


def write_turtle(selection: Selection, path: Path) -> None:
    """Write Turtle (RDF 1.1)."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for prefix, iri in _PREFIXES.items():
            file.write(f"@prefix {prefix}: <{iri}> .\n")
        for resource in _resources(selection):
            file.write("\n" + _turtle(resource))


def _resources(selection: Selection) -> Iterator[Node]:
    """The concept scheme, then every concept by id, then every series by id."""
    cards = selection.cards()
    chosen = {card.id for card in cards}
    scheme = selection.snapshot.url("/v1/entries")
    top = [card.id for card in cards if not chosen.intersection(card.relations.get("broader", ()))]
    yield {
        "@id": scheme,
        "@type": "skos:ConceptScheme",
        "dcterms:title": [
            {"@value": locale.title, "@language": locale.tag}
            for locale in selection.snapshot.locales.values()
            if selection.wanted.lang in (None, locale.lang)
        ],
        "dcterms:license": [_licence(selection.snapshot.licence)],
        "skos:hasTopConcept": [_entry(selection, entry_id) for entry_id in top],
    }
    for card in cards:
        yield _concept(selection, card, scheme, chosen)
    for record in selection.series():
        yield _collection(selection, record, chosen)


def _concept(selection: Selection, card: Card, scheme: str, chosen: set[str]) -> Node:
    texts = [(selection.snapshot.locales[body.text.lang].tag, body.text) for body in selection.bodies(card)]

    def near(kind: str) -> list[Node]:
        return [_entry(selection, target) for target in card.relations.get(kind, ()) if target in chosen]

    concept: Node = {
        "@id": _entry(selection, card.id)["@id"],
        "@type": "skos:Concept",
        "skos:inScheme": [{"@id": scheme}],
        "skos:notation": [{"@value": card.id}],
        "dcterms:type": [{"@value": card.kind}],
        "skos:prefLabel": [{"@value": text.pref_label, "@language": tag} for tag, text in texts],
        # A label is preferred or alternative, never both (SKOS S13).
        "skos:altLabel": [
            {"@value": label, "@language": tag}
            for tag, text in texts
            for label in dict.fromkeys(text.alt_labels)
            if label != text.pref_label
        ],
        "skos:definition": [{"@value": text.definition, "@language": tag} for tag, text in texts],
        "skos:scopeNote": [{"@value": text.scope_note, "@language": tag} for tag, text in texts if text.scope_note],
        "skos:editorialNote": [
            {"@value": text.editorial_note, "@language": tag} for tag, text in texts if text.editorial_note
        ],
        "skos:broader": near("broader"),
        "skos:narrower": near("narrower"),
        "skos:related": near("related"),
        "dcterms:hasPart": near("has_part"),
        "dcterms:isPartOf": near("part_of"),
        "dcterms:license": [_licence(card.licence)],
        "dcterms:source": [{"@value": citation(selection.snapshot.bibliography[key])} for key in card.sources],
    }
    if not chosen.intersection(card.relations.get("broader", ())):
        concept["skos:topConceptOf"] = [{"@id": scheme}]
    return {name: value for name, value in concept.items() if value}


def _collection(selection: Selection, record: SeriesRecord, chosen: set[str]) -> Node:
    texts = [
        (selection.snapshot.locales[lang].tag, text)
        for lang, text in sorted(record.series.texts.items())
        if selection.wanted.lang in (None, lang)
    ]
    return {
        "@id": selection.snapshot.url(f"/v1/series/{record.series.id}"),
        "@type": "skos:OrderedCollection",
        "skos:notation": [{"@value": record.series.id}],
        "skos:prefLabel": [{"@value": text.pref_label, "@language": tag} for tag, text in texts],
        "skos:definition": [{"@value": text.definition, "@language": tag} for tag, text in texts],
        "skos:memberList": [_entry(selection, part) for part in record.series.parts if part in chosen],
    }


def _entry(selection: Selection, entry_id: str) -> Node:
    return {"@id": selection.snapshot.url(f"/v1/entries/{entry_id}")}


def _licence(licence: str) -> Node:
    return {"@id": _LICENCES[licence]} if licence in _LICENCES else {"@value": licence}


def _turtle(resource: Node) -> str:
    lines = [f"<{resource['@id']}> a {resource['@type']}"]
    for name, values in resource.items():
        if name.startswith("@"):
            continue
        objects = [_object(value) for value in values]
        lines.append(f"  {name} ({' '.join(objects)})" if name == "skos:memberList" else _statement(name, objects))
    return " ;\n".join(lines) + " .\n"


def _statement(name: str, objects: list[str]) -> str:
    return f"  {name} " + ",\n    ".join(objects)


def _object(value: Node) -> str:
    if "@id" in value:
        return f"<{value['@id']}>"
    # JSON's escapes are Turtle's as well.
    literal = orjson.dumps(value["@value"]).decode()
    return f"{literal}@{value['@language']}" if "@language" in value else literal
