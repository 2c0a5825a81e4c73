"""Texts are complete and can be told apart."""

import re
from collections import defaultdict
from collections.abc import Iterator

from app.content.drafts import Draft, SharedDraft, TextDraft
from app.content.nodes import Placed
from app.content.problems import Problem, Severity

MAX_DEFINITION = 300
TODO = re.compile(r"\bTODO\b")


def every_text(draft: Draft) -> Iterator[TextDraft]:
    """All texts of all languages."""
    for texts in draft.texts.values():
        yield from texts.values()


def every_entry_has_its_source_text(draft: Draft) -> Iterator[Problem]:
    """`source_lang` is a language in which there is a text."""
    for shared in (*draft.entries.values(), *draft.series.values()):
        lang = shared.source_lang
        if lang is None or lang in draft.texts_of(shared.id):
            continue
        message = f"`source_lang` is {lang}, but there is no text in that language"
        cure = f"Write {lang}/{shared.folder}/{shared.id}.md."
        if lang not in draft.locales:
            message, cure = f"there is no language {str(lang)!r}", f"Languages are: {', '.join(sorted(draft.locales))}."
        elif draft.texts_of(shared.id):
            cure = f"Write {lang}/{shared.folder}/{shared.id}.md, or change `source_lang`."
        yield Problem(path=shared.path, line=lang.line, message=message, cure=cure, pointer=lang.pointer)


def definitions_are_short(draft: Draft) -> Iterator[Problem]:
    """A definition fits into a tooltip."""
    for text in every_text(draft):
        length = len(text.definition)
        if length > MAX_DEFINITION:
            message = f"the definition has {length} characters; at most {MAX_DEFINITION} fit into a tooltip"
            yield Problem(
                path=text.path, line=text.definition.line, message=message, cure="Move what follows into a section."
            )


def required_sections_are_there(draft: Draft) -> Iterator[Problem]:
    """The source has the sections that the catalogue wants of its kind; its translations are held to the source."""
    for identifier in draft.texts:
        source = draft.source_of(identifier)
        if source is None or not source.pref_label:
            continue
        have = {piece.id for piece in source.pieces}
        for section in draft.catalogue.required_sections.get(source.folder, ()):
            if section not in have:
                message = f"section {section} is missing, which every one of {source.folder} has"
                cure = f"Write `## Heading {{#{section}}}` and its text."
                yield Problem(path=source.path, message=message, cure=cure)


def labels_are_told_apart(draft: Draft) -> Iterator[Problem]:
    """No two entries of a kind have the same label in a language, and no text has one twice."""
    terms: dict[tuple[str, str, str], list[tuple[TextDraft, Placed]]] = defaultdict(list)
    for text in every_text(draft):
        if text.folder == "series":
            continue
        for label in filter(None, (text.pref_label, *text.alt_labels)):
            terms[text.lang, text.folder, label.casefold()].append((text, label))
    for (lang, _, _), uses in terms.items():
        first, first_label = uses[0]
        for text, label in uses[1:]:
            both_preferred = label is text.pref_label and first_label is first.pref_label
            if text is first:
                message, cure = f"label {str(label)!r} is written twice", "Remove it from `alt_labels`."
            else:
                message = f"label {str(label)!r} is also a label of {lang}/{first.id}"
                cure = "Give it to one of the two, or say in each label which is meant."
            yield Problem(
                path=text.path,
                line=label.line,
                message=message,
                cure=cure,
                severity=Severity.ERROR if both_preferred or text is first else Severity.WARNING,
                pointer=label.pointer or None,
            )


def nothing_is_left_to_fill_in(draft: Draft) -> Iterator[Problem]:
    """The placeholders of a scaffold are gone."""
    for shared in (*draft.entries.values(), *draft.series.values()):
        words: list[str] = [*shared.broader, *shared.related, *shared.sources, *shared.leaders, *shared.parts]
        yield from _unfilled(shared, words)
    for text in every_text(draft):
        words = [text.pref_label, text.definition, *text.alt_labels, text.scope_note or "", text.editorial_note or ""]
        for part in text.parts.values():
            words += part.label, part.text or "", *part.variants.values()
        words += text.planned.values()
        words += [Placed(f"{piece.title} {piece.markdown}", piece.line) for piece in text.pieces]
        yield from _unfilled(text, words)


def _unfilled(draft: SharedDraft | TextDraft, words: list[str]) -> Iterator[Problem]:
    for word in words:
        # The plain search first: it is ten times as fast, and nearly always the answer.
        if "TODO" in word and TODO.search(word):
            line = word.line if isinstance(word, Placed) else None
            yield Problem(path=draft.path, line=line, message="TODO stands here", cure="Write what belongs here.")
