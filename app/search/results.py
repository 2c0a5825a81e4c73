"""What a search answers with: plain values that say what was found, where and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class QueryError(ValueError):
    """A query that cannot be answered; the message says why."""


class Why(StrEnum):
    """Why a word of a text was taken for a typed one, the surest reason first."""

    EXACT = "exact"
    LETTERS = "letters"
    INFLECTION = "inflection"
    COMPOUND = "compound"
    TYPO = "typo"
    TRANSLATION = "translation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """The strongest match of a hit: the language and field it is in, the word (or label) that stands there, and why."""

    lang: str
    field: str
    form: str
    why: Why


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One entry, however many of its languages matched; `score` has no unit and compares within one answer only."""

    entry: str
    score: float
    matched: Matched


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """One page of hits, of how many, how they spread over kinds and series, and a better spelling if there is one."""

    hits: tuple[Hit, ...]
    total: int
    kinds: Mapping[str, int]
    series: Mapping[str, int]
    did_you_mean: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A label that goes on from what was typed; `start` and `end` frame the typed part in `label`."""

    entry: str
    lang: str
    label: str
    field: str
    start: int
    end: int
