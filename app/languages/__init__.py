"""Languages: what readers ask for, what they get, and how each language sorts, counts, names and says things.

Start-up is part of the contract: nothing here imports Babel or reads a table before it is needed.
"""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from app.domain.locales import Locale
from app.languages.negotiation import Choice, Match, Negotiator
from app.languages.slugs import normalize_slug, slugify

__all__ = ["Choice", "Match", "Negotiator", "negotiate", "normalize_slug", "slugify"]


def negotiate(header: str | None, langs: Sequence[str] | None = None) -> tuple[str, list[str]]:
    """The language chosen by an Accept-Language *header*, and the chain, among *langs* taken as plain tags.

    The first of *langs* is the default; without them they are the content folders that hold a `_locale.yaml`, in
    alphabetical order. What an editor says in one (`covers`, `fallback`) is not read: that takes a `Negotiator`.
    """
    choice = _plain_negotiator(_content_langs() if langs is None else tuple(langs)).negotiate(header)
    return choice.lang, list(choice.chain)


@cache
def _plain_negotiator(langs: tuple[str, ...]) -> Negotiator:
    plain = [Locale(lang=tag, tag=tag, data_locale=tag, autonym=tag, title="", description="") for tag in langs]
    return Negotiator(plain, langs[0])


def _content_langs() -> tuple[str, ...]:
    from app.settings import Settings  # noqa: PLC0415 -- pydantic takes longer to import than everything else here

    folders: Path = Settings().content_dir
    return tuple(sorted(file.parent.name for file in folders.glob("*/_locale.yaml")))
