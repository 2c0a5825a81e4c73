"""Reads `_shared/bibliography.yaml`: every work that entries cite."""

import re
from datetime import MAXYEAR

from app.content.fields import Fields
from app.content.nodes import Node, Placed
from app.domain.bibliography import WORK_TYPES, Name, Work

_KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_DOI = re.compile(r"10\.\d{4,9}/\S+")


def read_bibliography(fields: Fields) -> dict[str, Work]:
    """Works by key, in the order of the file."""
    return {key: work for key, node in fields.rest() if (work := _work(fields, key, node))}


def _work(fields: Fields, key: Placed, node: Node) -> Work | None:
    if not _KEY.fullmatch(key):
        fields.problem(f"{str(key)!r} is not a key", "Write it in lower case, with hyphens: bitner-1995", key)
        return None
    inner = fields.fields_of(node, key)
    if inner is None:
        return None
    work = Work(
        key=key,
        type=inner.one_of("type", WORK_TYPES, required=True) or "",
        title=inner.text("title", required=True) or "",
        authors=_names(inner, "authors"),
        year=inner.integer("year", 1, MAXYEAR),
        container=inner.text("container"),
        editors=_names(inner, "editors"),
        volume=inner.text("volume"),
        issue=inner.text("issue"),
        pages=inner.text("pages"),
        edition=inner.text("edition"),
        publisher=inner.text("publisher"),
        place=inner.text("place"),
        doi=_checked(inner, "doi", _DOI, "Write it as it begins with 10., without https://doi.org/."),
        url=_checked(inner, "url", re.compile(r"https?://\S+"), "Write the whole address, with https://."),
        lang=_checked(inner, "lang", re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]+)*"), "Write a language tag such as `en`."),
        note=inner.text("note"),
    )
    inner.close()
    return work


def _checked(fields: Fields, key: str, pattern: re.Pattern[str], cure: str) -> str | None:
    text = fields.text(key)
    if text is None or pattern.fullmatch(text):
        return text
    fields.problem(f"`{key}`: {str(text)!r} is not one", cure, text)
    return None


def _names(fields: Fields, key: str) -> tuple[Name, ...]:
    return tuple(name for node in fields.nodes(key) if (name := _name(fields, key, node)))


def _name(fields: Fields, key: str, node: Node) -> Name | None:
    inner = fields.fields_of(node, key)
    if inner is None:
        return None
    name = Name(family=inner.text("family"), given=inner.text("given"), literal=inner.text("literal"))
    inner.close()
    if bool(name.family) == bool(name.literal) or (name.literal and name.given):
        cure = "Write `{family: …, given: …}` for a person, `{literal: …}` for an organisation."
        inner.problem(f"`{key}` holds a name that is neither a person's nor an organisation's", cure)
        return None
    return name
