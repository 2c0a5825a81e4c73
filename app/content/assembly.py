"""Makes the Library out of a draft that no rule has an error against."""

from collections.abc import Mapping
from typing import Any

from app.content.digests import library_digest, shared_revision, text_revision
from app.content.drafts import Digests, Draft, LocaleDraft, SharedDraft, TextDraft
from app.content.plain import plain
from app.domain.entries import Entry
from app.domain.kinds import KINDS
from app.domain.kinds.model import Model
from app.domain.kinds.style import Style
from app.domain.library import Library, Move, Series
from app.domain.locales import Locale
from app.domain.texts import Section, Status, Text, TranslatedFrom


def behind(draft: TextDraft, stamp: TranslatedFrom, source: Digests) -> tuple[str, ...]:
    """The source's sections that *draft* lacks, or has in the wording of an older source."""
    have = {piece.id for piece in draft.pieces}
    return tuple(
        section for section, now in source.sections.items() if section not in have or stamp.sections.get(section) != now
    )


def is_outdated(stamp: TranslatedFrom, source: Digests) -> bool:
    """Whether the source says something else than when the translation was stamped."""
    return stamp.digest != source.whole


def assemble(draft: Draft, slugs: Mapping[str, Mapping[str, str]]) -> Library:
    """The catalogue as values; *slugs* by language, then by id."""
    entries = {identifier: _entry(draft, shared, slugs) for identifier, shared in sorted(draft.entries.items())}
    series = {identifier: _series(draft, shared, slugs) for identifier, shared in sorted(draft.series.items())}
    revisions: list[str] = []
    everything: tuple[Entry | Series, ...] = (*entries.values(), *series.values())
    for one in everything:
        revisions += one.id, one.revision
        for text in one.texts.values():
            revisions += text.lang, text.revision
    return Library(
        licence=str(draft.catalogue.licence),
        default_lang=str(draft.catalogue.default_lang),
        locales=tuple(_locale(draft.locales[lang]) for lang in draft.catalogue.site_order),
        entries=entries,
        series=series,
        bibliography=plain(dict(draft.bibliography)),
        moves=tuple(_moves(draft)),
        digest=library_digest(draft, revisions),
    )


def _entry(draft: Draft, shared: SharedDraft, slugs: Mapping[str, Mapping[str, str]]) -> Entry:
    licence = shared.licence or draft.catalogue.licence
    common: dict[str, Any] = {
        "id": shared.id,
        "source_lang": str(shared.source_lang),
        "broader": plain(shared.broader),
        "related": plain(shared.related),
        "sources": plain(shared.sources),
        "licence": str(licence),
        "revision": shared_revision(shared, licence),
        "texts": _texts(draft, shared, slugs),
    }
    kind = KINDS[shared.folder]
    if kind is Model and shared.diagram:
        return Model(**common, diagram=plain(shared.diagram))
    if kind is Style:
        return Style(**common, leaders=plain(shared.leaders))
    return kind(**common)


def _series(draft: Draft, shared: SharedDraft, slugs: Mapping[str, Mapping[str, str]]) -> Series:
    return Series(
        id=shared.id,
        source_lang=str(shared.source_lang),
        parts=plain(shared.parts),
        sources=plain(shared.sources),
        revision=shared_revision(shared, ""),
        texts=_texts(draft, shared, slugs),
    )


def _texts(draft: Draft, shared: SharedDraft, slugs: Mapping[str, Mapping[str, str]]) -> dict[str, Text]:
    texts = draft.texts_of(shared.id)
    source = texts[str(shared.source_lang)].digests
    ordered = sorted(texts, key=lambda lang: (lang != shared.source_lang, lang))
    return {lang: _text(texts[lang], source, slugs[lang][shared.id]) for lang in ordered}


def _text(draft: TextDraft, source: Digests, slug: str) -> Text:
    stamp = draft.translated_from
    late = behind(draft, stamp, source) if stamp else ()
    return Text(
        lang=draft.lang,
        slug=slug,
        pref_label=str(draft.pref_label),
        definition=str(draft.definition),
        digest=draft.digests.whole,
        revision=text_revision(draft, slug),
        alt_labels=plain(draft.alt_labels),
        scope_note=draft.scope_note and str(draft.scope_note),
        editorial_note=draft.editorial_note and str(draft.editorial_note),
        sections=tuple(
            Section(
                id=piece.id,
                title=piece.title,
                markdown=piece.markdown,
                digest=draft.digests.sections[piece.id],
                status=_status(stamp, outdated=piece.id in late),
            )
            for piece in draft.pieces
        ),
        parts={str(name): plain(part) for name, part in draft.parts.items()},
        planned={str(name): str(label) for name, label in draft.planned.items()},
        translated_from=stamp,
        status=_status(stamp, outdated=stamp is not None and is_outdated(stamp, source)),
        behind=late,
    )


def _status(stamp: TranslatedFrom | None, *, outdated: bool) -> Status:
    if stamp is None:
        return Status.SOURCE
    return Status.OUTDATED if outdated else Status.CURRENT


def _locale(draft: LocaleDraft) -> Locale:
    return plain(
        Locale(
            lang=draft.lang,
            tag=draft.tag,
            data_locale=draft.data_locale,
            autonym=draft.autonym,
            title=draft.title,
            description=draft.description,
            covers=draft.covers,
            fallback=draft.fallback,
        )
    )


def _moves(draft: Draft) -> list[Move]:
    """Every move, to where the id is today."""
    moves = []
    for move in draft.moves.values():
        end = move
        while end.to and end.to in draft.moves:
            end = draft.moves[end.to]
        to = (end.to or end.id) if move.to else None
        moves.append(Move(id=move.id, why=move.why, lang=move.lang, to=to and str(to)))
    return moves
