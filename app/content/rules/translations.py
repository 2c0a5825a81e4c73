"""Translations know their source and say as much as it does."""

from collections.abc import Iterator

from app.content.assembly import behind, is_outdated
from app.content.drafts import Draft, TextDraft
from app.content.problems import Problem, nearest, warning


def pairs(draft: Draft) -> Iterator[tuple[TextDraft, TextDraft]]:
    """Each translation with its source."""
    for identifier, texts in draft.texts.items():
        source = draft.source_of(identifier)
        for text in texts.values():
            if source is not None and text is not source:
                yield text, source


def _readable(draft: Draft) -> Iterator[tuple[TextDraft, TextDraft]]:
    """The pairs of which both files could be read."""
    return ((text, source) for text, source in pairs(draft) if text.pref_label and source.pref_label)


def translations_are_stamped(draft: Draft) -> Iterator[Problem]:
    """A translation says which text of its source it is a translation of; the source itself does not."""
    for text, source in _readable(draft):
        stamp = text.translated_from
        cure = f"Once it says what {source.ref} says, run `stamp {text.ref}`."
        if stamp is None:
            yield Problem(path=text.path, message="`translated_from` is missing", cure=cure)
        elif stamp.lang != source.lang:
            message = f"`translated_from` names {stamp.lang}, but the source is {source.lang}"
            yield Problem(path=text.path, message=message, cure=cure)
    for identifier in draft.texts:
        first = draft.source_of(identifier)
        if first is not None and first.translated_from is not None:
            message = "`translated_from` stands in the source itself"
            yield Problem(path=first.path, message=message, cure="Remove it, or correct `source_lang`.")


def translations_have_the_sections_of_their_source(draft: Draft) -> Iterator[Problem]:
    """No section of its own, none missing, in the same order."""
    for text, source in _readable(draft):
        wanted = [piece.id for piece in source.pieces]
        have = [piece.id for piece in text.pieces]
        for piece in text.pieces:
            if piece.id not in wanted:
                meant = nearest(piece.id, [section for section in wanted if section not in have])
                cure = f"Did you mean {{#{meant}}}?" if meant else f"Write it in {source.path} first, or remove it."
                message = f"its source has no section {piece.id!r}"
                yield Problem(path=text.path, line=piece.line, message=message, cure=cure)
        missing = [section for section in wanted if section not in have]
        if missing:
            message = f"{_sections(missing)} of its source {_is(missing, 'missing')}; readers get the source's"
            yield warning(text.path, None, message, f"Translate from {source.path}.")
        common = [section for section in have if section in wanted]
        if common != [section for section in wanted if section in common]:
            line = text.pieces[0].line
            message = "the sections are not in the order of the source"
            yield Problem(path=text.path, line=line, message=message, cure=f"Order them: {', '.join(wanted)}.")


def translations_have_the_parts_of_their_source(draft: Draft) -> Iterator[Problem]:
    """The words of a diagram and the labels of planned parts are all there."""
    for text, source in _readable(draft):
        missing = [part for part in source.parts if part not in text.parts]
        if missing:
            message = f"`parts` lacks {', '.join(missing)}; readers get the source's words"
            yield warning(text.path, None, message, f"Translate from {source.path}.")
        absent = [part for part in source.planned if part not in text.planned and part not in draft.entries]
        if absent:
            message = f"`planned` lacks {', '.join(absent)}; readers get the source's labels"
            yield warning(text.path, None, message, f"Translate from {source.path}.")


def translations_keep_up(draft: Draft) -> Iterator[Problem]:
    """A translation of an older text is told, with the sections that changed."""
    for text, source in _readable(draft):
        stamp = text.translated_from
        now = source.digests
        if stamp is None or not is_outdated(stamp, now):
            continue
        have = {piece.id for piece in text.pieces}
        changed = [section for section in behind(text, stamp, now) if section in have]
        what = _sections(changed) if changed else "what stands outside the sections"
        message = f"{what} of its source {'have' if len(changed) > 1 else 'has'} changed"
        yield warning(text.path, None, message, f"Once revised, run `stamp {text.ref}`.")


def _sections(sections: list[str]) -> str:
    return f"section{'s' if len(sections) > 1 else ''} {', '.join(sections)}"


def _is(sections: list[str], what: str) -> str:
    return f"{'are' if len(sections) > 1 else 'is'} {what}"
