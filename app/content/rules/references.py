"""Whatever is named exists: languages, entries, sections, works."""

from collections.abc import Collection, Iterator

from app.content.drafts import Draft, SharedDraft, TextDraft
from app.content.markdown import Link
from app.content.nodes import Placed
from app.content.problems import Problem, nearest, warning

# So many of a long list are named.
SHOWN = 5


def languages_are_known(draft: Draft) -> Iterator[Problem]:
    """The catalogue's and the fallback's languages are folders, and each folder has its place in the site's order."""
    catalogue = draft.catalogue
    named = [*catalogue.site_order, *filter(None, [catalogue.default_lang])]
    for name in named:
        if name not in draft.locales:
            yield _unknown(catalogue.path, name, "language", draft.locales)
    for lang, locale in draft.locales.items():
        if catalogue.site_order and lang not in catalogue.site_order:
            message, cure = f"language {lang} is missing in `site_order`", f"Add {lang} to the list."
            yield Problem(path=catalogue.path, line=catalogue.site_order[0].line, message=message, cure=cure)
        for other in locale.fallback or ():
            if other not in draft.locales:
                yield _unknown(locale.path, other, "language", draft.locales)
            elif other == lang:
                yield Problem(
                    path=locale.path, line=other.line, message=f"{lang} falls back to itself", cure="Remove it."
                )


def relations_lead_somewhere(draft: Draft) -> Iterator[Problem]:
    """The ends of relations, and the entries that parts of a model stand for, exist."""
    for entry in draft.entries.values():
        named: list[str] = [*entry.broader, *entry.related]
        if entry.diagram:
            named += entry.diagram.entries()
        for target in named:
            if target not in draft.entries:
                yield _unknown(entry.path, target, "entry", draft.entries)


def sources_are_in_the_bibliography(draft: Draft) -> Iterator[Problem]:
    """Every source is a key of the bibliography."""
    for shared in _shared(draft):
        for key in shared.sources:
            if key not in draft.bibliography:
                yield _unknown(shared.path, key, "work in the bibliography", draft.bibliography)


def every_work_is_cited(draft: Draft) -> Iterator[Problem]:
    """A work that nothing cites is told, since its key may be misspelt somewhere."""
    cited = {str(key) for shared in _shared(draft) for key in shared.sources}
    for key in draft.bibliography:
        if key not in cited:
            line = key.line if isinstance(key, Placed) else None
            message, cure = f"nothing cites {key}", f"Add {key} to the `sources` of an entry, or remove it."
            yield warning("_shared/bibliography.yaml", line, message, cure)


def parts_of_a_series_are_entries_or_planned(draft: Draft) -> Iterator[Problem]:
    """A part is an entry, or has a label under `planned` in the series' source; planned labels are of such parts."""
    for series in draft.series.values():
        source = draft.source_of(series.id)
        waiting = {str(part): part for part in series.parts if part not in draft.entries}
        for part in waiting.values():
            if source is not None and part not in source.planned:
                meant = nearest(part, draft.entries)
                guess = f"Did you mean {meant}? Otherwise write" if meant else "Write"
                cure = f"{guess} its label under `planned` in {source.path}."
                yield Problem(path=series.path, line=part.line, message=f"part {part} is not an entry yet", cure=cure)
        for text in draft.texts_of(series.id).values():
            written = [planned for planned in text.planned if planned in draft.entries]
            if written:
                message = f"`planned` still has {_some(written)} by now"
                yield warning(text.path, written[0].line, message, "Remove what is written from `planned`.")
            for planned in text.planned:
                if planned not in draft.entries and planned not in waiting:
                    message, cure = f"{planned} is not a part of the series", f"Remove {planned} from `planned`."
                    yield Problem(path=text.path, line=planned.line, message=message, cure=cure)


def links_lead_somewhere(draft: Draft) -> Iterator[Problem]:
    """Links name entries and sections that exist, never the text's own entry, and each target once."""
    for texts in draft.texts.values():
        for text in texts.values():
            seen: set[tuple[str, str | None]] = set()
            for link in text.links:
                yield from _link(draft, text, link)
                target = (link.entry, link.section)
                if target in seen:
                    message = f"{link.entry} is linked to more than once"
                    yield warning(text.path, link.line, message, f"Write plain `{link.label}` here.")
                seen.add(target)


def _some(ids: list[Placed]) -> str:
    if len(ids) == 1:
        return f"{ids[0]}, which is an entry"
    more = f" and {len(ids) - SHOWN} more" if len(ids) > SHOWN else ""
    return f"{', '.join(ids[:SHOWN])}{more}, which are entries"


def _link(draft: Draft, text: TextDraft, link: Link) -> Iterator[Problem]:
    if link.entry not in draft.entries:
        yield _unknown(text.path, Placed(link.entry, link.line), "entry", draft.entries)
        return
    if link.entry == text.id and text.folder != "series":
        message = f"{link.entry} links to itself"
        yield Problem(path=text.path, line=link.line, message=message, cure=f"Write plain `{link.label}`.")
    source = draft.source_of(link.entry)
    if link.section and source is not None:
        sections = [piece.id for piece in source.pieces]
        if link.section not in sections:
            yield _unknown(text.path, Placed(link.section, link.line), f"section of {link.entry}", sections)


def _shared(draft: Draft) -> Iterator[SharedDraft]:
    yield from draft.entries.values()
    yield from draft.series.values()


def _unknown(path: str, word: str, what: str, known: Collection[str]) -> Problem:
    meant = nearest(word, known)
    cure = f"Did you mean {meant}?" if meant else "Write it first, or remove the mention."
    if not meant and 0 < len(known) <= SHOWN:
        cure = f"There are: {', '.join(known)}."
    line, pointer = (word.line, word.pointer or None) if isinstance(word, Placed) else (None, None)
    return Problem(path=path, line=line, message=f"there is no {what} {str(word)!r}", cure=cure, pointer=pointer)
