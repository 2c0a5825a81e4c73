"""The law of the resolver: what is readable under a language is found, filtered, counted and linked under it, once."""

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import quote

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.library import Library
from tests.catalogues import Asked, libraries, readers
from tests.sites import Site, items, site


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_whatever_is_readable_is_listed_counted_filtered_linked_and_resolved_exactly_once(data: st.DataObject) -> None:
    library = data.draw(libraries())
    asked = data.draw(st.lists(readers(library), min_size=1, max_size=3))
    with TemporaryDirectory() as folder, site(library, Path(folder), indexed=False) as client:
        for reader in asked:
            is_listed_once_and_truly(client, library, reader)
            is_counted_and_filtered(client, library, reader)
            is_read_linked_and_resolved(client, library, reader)


def is_listed_once_and_truly(client: Site, library: Library, reader: Asked) -> None:
    answer = client.ask(f"/v1/entries?{reader.query}", reader.header)
    listed = answer.json()["items"]
    expected = {entry.id: reader.expected(library, entry) for entry in library.entries.values()}

    assert Counter(items(answer.json(), "id")) == Counter([*library.entries])
    assert dict(items(answer.json(), "id", "lang")) == expected
    for item in listed:
        text = library.entries[item["id"]].texts[item["lang"]]
        assert (item["definition"], item["status"], item["slug"]) == (text.definition, text.status, text.slug)
        assert item["fallback"] == why(library, reader, item["id"], item["lang"])
    tags = {locale.tag for locale in library.locales if locale.lang in expected.values()}
    assert set(answer.headers["content-language"].split(", ")) == tags
    tells_languages_truly(library, listed)


def is_counted_and_filtered(client: Site, library: Library, reader: Asked) -> None:
    def listed(condition: str) -> list[str]:
        ids: list[str] = items(client.ok(f"/v1/entries?{reader.query}&{condition}", reader.header), "id")
        return ids

    options = reader.only("lang", "stale")
    letters = items(client.ok(f"/v1/alphabet?{options}", reader.header), "letter", "count")
    found = [entry_id for letter, count in letters if count for entry_id in listed(f"letter={quote(letter)}")]
    assert Counter(found) == Counter([*library.entries])
    assert sum(count for _, count in letters) == len(library.entries)
    kinds = items(client.ok(f"/v1/kinds?{options}", reader.header), "kind", "count")
    assert {kind: count for kind, count in kinds if count} == Counter(one.kind for one in library.entries.values())
    assert Counter(entry_id for kind, _ in kinds for entry_id in listed(f"kind={kind}")) == Counter([*library.entries])
    assert set(listed("fallback=none")) == {
        entry.id for entry in library.entries.values() if reader.expected(library, entry) == reader.chain(library)[0]
    }
    assert Counter(listed("translated=true") + listed("translated=false")) == Counter([*library.entries])
    assert set(listed("ids=entry-0,entry-3,no-such-entry")) == {"entry-0", "entry-3"} & library.entries.keys()
    for one in library.series.values():
        assert listed(f"series={one.id}&sort=position") == [part for part in one.parts if part in library.entries]
    graph = client.ok(f"/v1/graph?{options}", reader.header)
    assert Counter(node["id"] for node in graph["nodes"]) == Counter([*library.entries])
    rows = client.ok(f"/v1/coverage?{options}", reader.header)["items"]
    assert Counter(row["id"] for row in rows) == Counter([*library.entries])
    tells_languages_truly(library, [graph, rows])


def is_read_linked_and_resolved(client: Site, library: Library, reader: Asked) -> None:
    members = "include=sections,translations,relations,backlinks,series,figure"
    options = reader.only("lang", "stale")
    wanted = reader.chain(library)[0]
    for entry in library.entries.values():
        lang = reader.expected(library, entry)
        told = client.ok(f"/v1/entries/{entry.id}?{members}&{options}", reader.header)
        assert (told["lang"], told["requested_lang"], told["definition"]) == (
            lang,
            wanted,
            entry.texts[lang].definition,
        )
        assert told["fallback"] == why(library, reader, entry.id, lang)
        assert items({"items": told["sections"]}, "id") == [section.id for section in entry.source.sections]
        for section in told["sections"]:
            assert section["title"] == f"{section['lang']} {section['id']}"
            assert section["markdown"].startswith(f"In {section['lang']}.")
        tells_languages_truly(library, told)
        slug = entry.texts[lang].slug
        stale = reader.only("stale")
        assert client.ok(f"/v1/slugs/{wanted}/{slug}?{stale}")["id"] == entry.id
        is_insisted_on = client.ask(f"/v1/entries/{entry.id}?fallback=none&{options}", reader.header)
        assert is_insisted_on.status_code == (200 if lang == wanted else 404)
    for one in library.series.values():
        told = client.ok(f"/v1/series/{one.id}?{options}", reader.header)
        assert told["lang"] == reader.expected(library, one)
        assert items({"items": told["parts"]}, "id") == list(one.parts)
        tells_languages_truly(library, told)
    assert client.ask(f"/v1/entries/entry-9?{options}", reader.header).status_code == 404
    assert client.ask(f"/v1/slugs/{wanted}/entry-9-{wanted}").status_code == 404


def why(library: Library, reader: Asked, entry_id: str, lang: str) -> Mapping[str, Any] | None:
    """What `fallback` must say."""
    chain = reader.chain(library)
    if lang == chain[0]:
        return None
    withdrawn = {(move.id, move.lang) for move in library.moves}
    missing = "withdrawn" if (entry_id, chain[0]) in withdrawn else "missing"
    reason = "outdated" if chain[0] in library.entries[entry_id].texts else missing
    return {"reason": reason, "chain": list(chain[: chain.index(lang) + 1])}


def tells_languages_truly(library: Library, told: Any) -> None:
    """Every label of an entry or series, at any depth, is the label in the language that stands beside it."""
    for node in _objects(told):
        known = library.entries.get(node.get("id", "")) or library.series.get(node.get("id", ""))
        if known and node.get("pref_label") and "lang" in node:
            assert node["pref_label"] == known.texts[node["lang"]].pref_label
        elif node.get("planned") is True:
            assert node["pref_label"] == f"planned {node['lang']}"
        elif "label" in node and "variants" in node:
            assert node["label"] == f"{node['lang']} part"


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for member in value:
            yield from _objects(member)
