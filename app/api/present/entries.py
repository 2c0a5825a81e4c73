"""Entries as a reader sees them."""

from collections.abc import Callable, Collection, Mapping, Sequence

from pydantic_core import to_json

from app.api.outputs.base import EntryRef, Output
from app.api.outputs.entries import (
    NameOut,
    RelationOut,
    SectionOut,
    SeriesPlace,
    SourceOut,
    TranslationOut,
)
from app.api.present.figures import present_figure
from app.api.present.links import entry_ref, entry_url, fallback, resolve_links
from app.api.present.series import present_place
from app.catalogue.cards import INVERSE, Card
from app.catalogue.fragments import ADDRESS, END, RELEASE, TOLD
from app.catalogue.pages import Item
from app.catalogue.passages import passages
from app.catalogue.resolver import Reader, Served
from app.catalogue.snapshot import Snapshot
from app.domain.bibliography import Name
from app.domain.texts import Status


def present_items(snapshot: Snapshot, items: Sequence[Item], reader: Reader) -> bytes:
    """Entries as lists show them: a JSON list of `EntryItem`, joined from what the release's file has ready."""
    if not items:
        return b"[]"
    begin, end = _address(snapshot, reader)
    pieces = snapshot.generation.items([(item.number, item.served.lang) for item in items])
    told = {id(item.served): item.served for item in items}
    members = {each: _told(served, reader) for each, served in told.items()}
    if len(members) > 1:
        pieces = [piece.replace(TOLD, members[id(item.served)]) for item, piece in zip(items, pieces, strict=True)]
    joined = (end + b'"},').join(pieces).replace(ADDRESS, begin).replace(TOLD, members[id(items[0].served)])
    return b'[%b%b"}]' % (joined, end)


def present_texts(snapshot: Snapshot, texts: Sequence[tuple[int, Served]], reader: Reader) -> list[bytes]:
    """Texts by their entry's number, each an `EntryItem` as JSON but for the brace at the end."""
    begin, end = _address(snapshot, reader)
    pieces = snapshot.generation.items([(number, served.lang) for number, served in texts])
    return [
        b'%b%b"' % (piece.replace(TOLD, _told(served, reader)).replace(ADDRESS, begin), end)
        for piece, (_, served) in zip(pieces, texts, strict=True)
    ]


def present_entry(
    snapshot: Snapshot, card: Card, reader: Reader, include: Collection[str] = ()
) -> tuple[bytes, list[str]]:
    """An entry (an `EntryOut` as JSON) with the members that *include* names, and the languages of its own text.

    The chief language comes first.
    """
    head, served = snapshot.served(card, reader)
    entry, sections, rest = snapshot.generation.entry(card.number, head.lang)
    begin, end = _address(snapshot, reader)
    languages = {head.lang: None}
    members = []
    for name, build in _INCLUDES.items():
        if name not in include:
            continue
        if name == "sections" and sections is not None:
            told = _linked(snapshot, sections, head.lang, reader, (begin, end))
        else:
            outputs = build(snapshot, card, reader)
            told = b"[%b]" % b",".join(map(_json, outputs))
            languages |= {output.lang: None for output in outputs if isinstance(output, SectionOut)}
        members.append(b',"%b":%b' % (name.encode(), told))
    members.append(rest)
    if card.has_diagram and "figure" in include:
        diagram = snapshot.facts(card).diagram
        assert diagram is not None
        members.append(b',"figure":%b' % _json(present_figure(snapshot, card, diagram, reader)))
    entry = entry.replace(TOLD, _told(served, reader, b'"match":"%b",' % reader.match.encode()))
    entry = entry.replace(RELEASE, b"%d" % snapshot.release)
    address = begin + card.id.encode()
    links = b'"self":"%b%b","translations":"%b/translations%b","relations":"%b/relations%b","figure":%b' % (
        *(address, end) * 3,
        b'"%b/figure%b"' % (address, end) if card.has_diagram else b"null",
    )
    return b'%b,"links":{%b}%b}' % (entry, links, b"".join(members)), list(languages)


def _told(served: Served, reader: Reader, match: bytes = b"") -> bytes:
    """The members that say what language was asked for and which one this is; *match* stands among them."""
    reason = fallback(served, reader)
    why = b"null" if reason is None else _json(reason)
    return b'"requested_lang":"%b","lang":"%b",%b"fallback":%b,' % (
        reader.lang.encode(),
        served.lang.encode(),
        match,
        why,
    )


def _address(snapshot: Snapshot, reader: Reader) -> tuple[bytes, bytes]:
    """What stands before and after the id in the address of an entry, inside a JSON string."""
    begin, mark, end = to_json(entry_url(snapshot, "", reader.lang))[1:-1].rpartition(b"?")
    return begin, mark + end


def _linked(snapshot: Snapshot, sections: bytes, lang: str, reader: Reader, address: tuple[bytes, bytes]) -> bytes:
    """Sections written in *lang*, with links pointing to what *reader* gets behind them."""
    begin, end = address
    # Nearly every link leads to something that is there in the language of the text.
    is_plain = lang == reader.lang and not reader.only_fresh
    first, *rest = sections.split(ADDRESS)
    pieces = [first]
    for piece in rest:
        target, _, following = piece.partition(END)
        entry_id, mark, section = target.partition(b"#")
        card = snapshot.cards[entry_id.decode()]
        hreflang = b""
        if not (is_plain and lang in card.heads):
            head, _ = snapshot.served(card, reader)
            hreflang = b"" if head.lang == lang else b' hreflang=\\"%b\\"' % snapshot.locales[head.lang].tag.encode()
        pieces.append(b'%b%b%b%b%b\\"%b%b' % (begin, entry_id, end, mark, section, hreflang, following))
    return b"".join(pieces)


def _json(output: Output) -> bytes:
    return output.model_dump_json(exclude_unset=True).encode()


def present_sections(snapshot: Snapshot, card: Card, reader: Reader) -> list[SectionOut]:
    """The sections of the source, each in the nearest language that has it."""
    return [
        SectionOut(
            id=passage.section.id,
            lang=passage.lang,
            title=passage.section.title,
            html=resolve_links(snapshot, passage.html, passage.lang, reader),
            markdown=passage.section.markdown,
            status=passage.section.status,
        )
        for passage in passages(snapshot, card, reader)
    ]


def present_translations(snapshot: Snapshot, card: Card, _reader: Reader) -> list[TranslationOut]:
    """Every language of the catalogue, whether it has a text or not."""
    found = []
    for locale in snapshot.locales.values():
        head = card.heads.get(locale.lang)
        found.append(
            TranslationOut(
                lang=locale.lang,
                tag=locale.tag,
                status=head.status if head else Status.MISSING,
                sections_behind=head.sections_behind if head else 0,
                slug=head.slug if head else None,
                pref_label=head.pref_label if head else None,
                updated_at=head.updated_at if head else None,
                url=entry_url(snapshot, card.id, locale.lang),
            )
        )
    return found


def present_relations(snapshot: Snapshot, card: Card, reader: Reader) -> list[RelationOut]:
    """Every edge of the entry, type by type."""
    return [
        RelationOut(type=kind, entry=entry_ref(snapshot, snapshot.cards[target], reader))
        for kind in INVERSE
        for target in card.relations.get(kind, ())
    ]


def present_backlinks(snapshot: Snapshot, card: Card, reader: Reader) -> list[EntryRef]:
    """The entries whose texts link here."""
    return [entry_ref(snapshot, snapshot.cards[other], reader) for other in card.relations.get("mentioned_in", ())]


def present_places(snapshot: Snapshot, card: Card, reader: Reader) -> list[SeriesPlace]:
    """Where the entry stands in each series it belongs to."""
    return [present_place(snapshot, series, position, reader) for series, position in card.series]


def present_sources(snapshot: Snapshot, card: Card, _reader: Reader) -> list[SourceOut]:
    """The works the entry builds on, the most important first."""
    return [present_source(snapshot, key) for key in card.sources]


def present_source(snapshot: Snapshot, key: str) -> SourceOut:
    """One work of the bibliography."""
    work = snapshot.bibliography[key]
    return SourceOut(
        key=work.key,
        type=work.type,
        title=work.title,
        authors=[_name(name) for name in work.authors],
        year=work.year,
        container=work.container,
        editors=[_name(name) for name in work.editors],
        volume=work.volume,
        issue=work.issue,
        pages=work.pages,
        edition=work.edition,
        publisher=work.publisher,
        place=work.place,
        doi=work.doi,
        url=work.url,
        lang=work.lang,
        note=work.note,
    )


def _name(name: Name) -> NameOut:
    return NameOut(family=name.family, given=name.given, literal=name.literal)


_Build = Callable[[Snapshot, Card, Reader], Sequence[Output]]
# Name of a member -> what it holds; `figure`, which only models have, stands apart.
_INCLUDES: Mapping[str, _Build] = {
    "sections": present_sections,
    "translations": present_translations,
    "relations": present_relations,
    "backlinks": present_backlinks,
    "series": present_places,
    "sources": present_sources,
}
