"""Reads a content tree: a Library, or every problem of the whole tree."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import TypeVar, cast

from app.content.assembly import assemble
from app.content.bibliography import read_bibliography
from app.content.drafts import Catalogue, Draft, LocaleDraft, MoveDraft, SharedDraft, TextDraft
from app.content.encoding import decode
from app.content.fields import Fields, read_mapping
from app.content.layout import BIBLIOGRAPHY, CATALOGUE, MOVED, Layout, Place, lay_out
from app.content.problems import Problem, errors, in_order
from app.content.rules import RULES, Rule
from app.content.shared import SERIES, read_catalogue, read_locale, read_moves, read_shared
from app.content.slugs import slugs_of
from app.content.texts import read_text
from app.content.tree import RefusedFileError, Tree
from app.domain.bibliography import Work
from app.domain.library import Library

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptFile:
    """What one file came to; `digest` is over its bytes."""

    digest: bytes
    value: object
    problems: list[Problem]


# What an earlier reading made of each file, by path.
Kept = dict[str, KeptFile]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a tree says; `library` is None exactly when one of the problems is an error."""

    library: Library | None
    problems: tuple[Problem, ...]


def read(
    tree: Tree, *, known_ids: Iterable[str] = (), kept: Kept | None = None, rules: Iterable[Rule] = RULES
) -> Reading:
    """The catalogue in *tree*.

    *known_ids* are the ids, and `lang/id` texts, that the active release has. With *kept*, empty at first, files
    that have not changed since the reading before are not parsed again. `(*RULES, *DEEP_RULES)` reads closer.
    """
    draft, problems = read_draft(tree, known_ids=known_ids, kept=kept)
    for rule in rules:
        problems += rule(draft)
    slugs, found = slugs_of(draft)
    problems += found
    broken = any(errors(problems))
    return Reading(library=None if broken else assemble(draft, slugs), problems=in_order(problems))


def read_draft(tree: Tree, *, known_ids: Iterable[str] = (), kept: Kept | None = None) -> tuple[Draft, list[Problem]]:
    """Every file of *tree* as it stands, and what is wrong within single files."""
    layout = lay_out(tree.paths())
    files = _Files(tree, list(layout.problems), {} if kept is None else kept)
    moves: dict[str, MoveDraft] = {}
    works: dict[str, Work] = {}
    if MOVED in layout.single:
        moves = files.mapping(MOVED, read_moves, may_be_empty=True) or {}
    if BIBLIOGRAPHY in layout.single:
        works = files.mapping(BIBLIOGRAPHY, read_bibliography, may_be_empty=True) or {}
    entries, series = _shared(files, layout)
    draft = Draft(
        catalogue=_catalogue(files, layout),
        locales={lang: _locale(files, lang, path) for lang, path in layout.locales.items()},
        entries=entries,
        series=series,
        texts=_texts(files, layout),
        bibliography=works,
        moves=moves,
        known_ids=frozenset(known_ids),
    )
    return draft, files.problems


class _Files:
    """Reads single files and gathers what is wrong in them; a file that is as it was is not read again."""

    def __init__(self, tree: Tree, problems: list[Problem], kept: Kept) -> None:
        self.tree = tree
        self.problems = problems
        self.kept = kept

    def read(self, path: str, parse: Callable[[str, list[Problem]], T | None]) -> T | None:
        """What *parse* makes of the file's text; None when it may not be read."""
        try:
            data = self.tree.read(path)
        except RefusedFileError as refused:
            self.problems.append(Problem(path=path, message=refused.message, cure=refused.cure))
            return None
        digest = hashlib.sha256(data).digest()
        known = self.kept.get(path)
        if known is None or known.digest != digest:
            text, problems = decode(path, data)
            known = self.kept[path] = KeptFile(digest=digest, value=parse(text, problems), problems=problems)
        self.problems += known.problems
        return cast("T | None", known.value)

    def mapping(self, path: str, read: Callable[[Fields], T | None], *, may_be_empty: bool = False) -> T | None:
        """What *read* makes of the YAML in the file."""

        def parse(text: str, problems: list[Problem]) -> T | None:
            return read_mapping(path, text, problems, read, may_be_empty=may_be_empty)

        return self.read(path, parse)


def _catalogue(files: _Files, layout: Layout) -> Catalogue:
    if CATALOGUE in layout.single:
        return files.mapping(CATALOGUE, read_catalogue) or Catalogue(path=CATALOGUE)
    cure = "Write it, with `licence`, `default_lang` and `site_order`."
    files.problems.append(Problem(path=CATALOGUE, message="the file is missing", cure=cure))
    return Catalogue(path=CATALOGUE)


def _locale(files: _Files, lang: str, path: str) -> LocaleDraft:
    def read(fields: Fields) -> LocaleDraft:
        return read_locale(fields, lang=lang)

    return files.mapping(path, read) or LocaleDraft(path=path, lang=lang)


def _shared(files: _Files, layout: Layout) -> tuple[dict[str, SharedDraft], dict[str, SharedDraft]]:
    entries: dict[str, SharedDraft] = {}
    series: dict[str, SharedDraft] = {}
    for place in layout.places:
        if place.lang:
            continue
        first = entries.get(place.id) or series.get(place.id)
        if first:
            message = f"the id {place.id} is taken by {first.path}"
            files.problems.append(Problem(path=place.path, message=message, cure="Choose another id."))
        else:
            (series if place.folder == SERIES else entries)[place.id] = _one_shared(files, place)
    return entries, series


def _one_shared(files: _Files, place: Place) -> SharedDraft:
    def read(fields: Fields) -> SharedDraft:
        return read_shared(fields, folder=place.folder, identifier=place.id)

    empty = SharedDraft(path=place.path, folder=place.folder, id=place.id)
    return files.mapping(place.path, read) or empty


def _texts(files: _Files, layout: Layout) -> dict[str, dict[str, TextDraft]]:
    texts: dict[str, dict[str, TextDraft]] = {}
    folders = {place.id: place.folder for place in layout.places if not place.lang}
    shared = {(place.folder, place.id) for place in layout.places if not place.lang}
    for place in layout.places:
        if not place.lang:
            continue
        draft = files.read(place.path, partial(_text, place))
        if (place.folder, place.id) not in shared:
            files.problems.append(_without_shared(place, folders.get(place.id)))
        elif draft is not None:
            texts.setdefault(place.id, {})[place.lang] = draft
    return texts


def _text(place: Place, text: str, problems: list[Problem]) -> TextDraft:
    draft, found = read_text(place.path, text, lang=place.lang, folder=place.folder, identifier=place.id)
    problems += found
    return draft


def _without_shared(place: Place, other: str | None) -> Problem:
    cure = f"Write _shared/{place.folder}/{place.id}.yaml with `source_lang: {place.lang}`."
    if other:
        cure = f"Move it to {place.lang}/{other}/{place.id}.md, or the shared file to _shared/{place.folder}/."
    message = f"there is no shared file for {place.id} in _shared/{place.folder}/"
    return Problem(path=place.path, message=message, cure=cure)
