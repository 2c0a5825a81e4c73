"""Reads a content tree: a Library, or every problem of the whole tree."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from app.content.ahead import parse_text, read_ahead
from app.content.assembly import assemble
from app.content.bibliography import read_bibliography
from app.content.drafts import Catalogue, Draft, LocaleDraft, MoveDraft, SharedDraft, TextDraft
from app.content.fields import Fields
from app.content.files import Files, Kept
from app.content.layout import BIBLIOGRAPHY, CATALOGUE, MOVED, Layout, Place, lay_out
from app.content.problems import Problem, errors, in_order
from app.content.rules import RULES, Rule
from app.content.shared import SERIES, read_catalogue, read_locale, read_moves, read_shared
from app.content.slugs import slugs_of
from app.content.tree import Tree
from app.domain.bibliography import Work
from app.domain.library import Library


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
    files = Files(tree, list(layout.problems), read_ahead(tree, layout) if kept is None else kept)
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


def _catalogue(files: Files, layout: Layout) -> Catalogue:
    if CATALOGUE in layout.single:
        return files.mapping(CATALOGUE, read_catalogue) or Catalogue(path=CATALOGUE)
    cure = "Write it, with `licence`, `default_lang` and `site_order`."
    files.problems.append(Problem(path=CATALOGUE, message="the file is missing", cure=cure))
    return Catalogue(path=CATALOGUE)


def _locale(files: Files, lang: str, path: str) -> LocaleDraft:
    def read(fields: Fields) -> LocaleDraft:
        return read_locale(fields, lang=lang)

    return files.mapping(path, read) or LocaleDraft(path=path, lang=lang)


def _shared(files: Files, layout: Layout) -> tuple[dict[str, SharedDraft], dict[str, SharedDraft]]:
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


def _one_shared(files: Files, place: Place) -> SharedDraft:
    def read(fields: Fields) -> SharedDraft:
        return read_shared(fields, folder=place.folder, identifier=place.id)

    empty = SharedDraft(path=place.path, folder=place.folder, id=place.id)
    return files.mapping(place.path, read) or empty


def _texts(files: Files, layout: Layout) -> dict[str, dict[str, TextDraft]]:
    texts: dict[str, dict[str, TextDraft]] = {}
    folders = {place.id: place.folder for place in layout.places if not place.lang}
    shared = {(place.folder, place.id) for place in layout.places if not place.lang}
    for place in layout.places:
        if not place.lang:
            continue
        draft = files.read(place.path, partial(parse_text, place))
        if (place.folder, place.id) not in shared:
            files.problems.append(_without_shared(place, folders.get(place.id)))
        elif draft is not None:
            texts.setdefault(place.id, {})[place.lang] = draft
    return texts


def _without_shared(place: Place, other: str | None) -> Problem:
    cure = f"Write _shared/{place.folder}/{place.id}.yaml with `source_lang: {place.lang}`."
    if other:
        cure = f"Move it to {place.lang}/{other}/{place.id}.md, or the shared file to _shared/{place.folder}/."
    message = f"there is no shared file for {place.id} in _shared/{place.folder}/"
    return Problem(path=place.path, message=message, cure=cure)
