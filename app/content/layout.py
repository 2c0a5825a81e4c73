"""Which file is what: the path says kind, id and language."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from app.content.fields import is_identifier, proposed_identifier
from app.content.problems import Problem, nearest
from app.content.shared import FOLDERS

SHARED = "_shared"
CATALOGUE = f"{SHARED}/catalogue.yaml"
BIBLIOGRAPHY = f"{SHARED}/bibliography.yaml"
MOVED = f"{SHARED}/moved.yaml"
LOCALE = "_locale.yaml"

_LANG = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A file of an id; `lang` is empty for the shared one."""

    path: str
    lang: str
    folder: str
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """The files of a tree by what they are."""

    # Path of each language's `_locale.yaml`.
    locales: Mapping[str, str]
    places: tuple[Place, ...]
    # Which of the catalogue, the bibliography and the moved ids there are.
    single: frozenset[str]
    problems: list[Problem] = field(default_factory=list)


def lay_out(paths: Iterable[str]) -> Layout:
    """What each file is; whatever has no place is a problem."""
    ordered = sorted(paths)
    locales = {path.split("/")[0]: path for path in ordered if re.fullmatch(rf"[^/]+/{LOCALE}", path)}
    locales.pop(SHARED, None)
    single: set[str] = set()
    places: list[Place] = []
    problems: list[Problem] = []
    for path in ordered:
        if path in {CATALOGUE, BIBLIOGRAPHY, MOVED}:
            single.add(path)
        elif path not in locales.values():
            place = _place(path, locales, problems)
            if place:
                places.append(place)
    for lang, path in list(locales.items()):
        if not _LANG.fullmatch(lang):
            cure = "Call the folder of a language `da` or `pt-BR`."
            problems.append(Problem(path=path, message=f"{lang!r} is not a language tag", cure=cure))
    return Layout(locales=locales, places=tuple(places), single=frozenset(single), problems=problems)


def _place(path: str, locales: Mapping[str, str], problems: list[Problem]) -> Place | None:
    *above, name = path.split("/")
    top, *middle = above or [""]
    suffix = ".yaml" if top == SHARED else ".md"
    identifier, dot, ending = name.rpartition(".")
    if top != SHARED and top not in locales:
        message = "this file has no place here"
        cure = f"Write {top}/{LOCALE} if {top} is a language; " if middle else ""
        cure += "otherwise move it out of the tree." if middle else "Move it out of the tree."
    elif len(middle) != 1 or middle[0] not in FOLDERS:
        meant = nearest(middle[0], FOLDERS) if middle else None
        message = "this file has no place here"
        cure = f"Did you mean the folder {top}/{meant}/?" if meant else f"Folders in {top}/ are: {', '.join(FOLDERS)}."
    elif dot + ending != suffix:
        message, cure = f"files in {top}/{middle[0]}/ end in {suffix}", f"Rename it to {identifier or name}{suffix}."
    elif not is_identifier(identifier):
        message, cure = f"{identifier!r} is not an id", f"Rename the file to {proposed_identifier(identifier)}{suffix}."
    else:
        return Place(path=path, lang="" if top == SHARED else top, folder=middle[0], id=identifier)
    problems.append(Problem(path=path, message=message, cure=cure))
    return None
