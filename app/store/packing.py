"""A whole library as bytes and back: what its rows would say, compressed."""

import zlib
from collections import defaultdict
from dataclasses import replace
from typing import Any, Final

import msgspec

from app.domain.library import Library
from app.domain.texts import Text
from app.store.shelves import SHELVES, catalogue_from, entry_from, series_from, text_from
from app.store.values import Subject

# Key, payload, and of an entry its kind.
_Row = tuple[tuple[str, ...], str, str]
_FASTER_THAN_SMALL: Final = 3


class _Packed(msgspec.Struct, frozen=True):
    digest: str
    rows: dict[Subject, list[_Row]]


def packed(library: Library) -> bytes:
    """*library*, in a form that only `unpacked` of this program or a newer one reads."""
    rows: dict[Subject, list[_Row]] = {}
    for shelf in SHELVES:
        rows[shelf.subject] = []
        for key, _ in shelf.fingerprints(library):
            content: dict[str, Any] = shelf.content(library, key)
            rows[shelf.subject].append((key, content["payload"], content.get("kind", "")))
    return zlib.compress(msgspec.msgpack.encode(_Packed(library.digest, rows)), _FASTER_THAN_SMALL)


def unpacked(content: bytes) -> Library:
    """The library that *content* was made of."""
    whole = msgspec.msgpack.decode(zlib.decompress(content), type=_Packed)
    rows = whole.rows
    catalogue = catalogue_from({key[0]: payload for key, payload, _ in rows[Subject.CATALOGUE]})
    entry_texts, series_texts = _texts(rows[Subject.TEXT]), _texts(rows[Subject.SERIES_TEXT])
    return Library(
        licence=catalogue.licence,
        default_lang=catalogue.default_lang,
        locales=catalogue.locales,
        entries={
            key[0]: replace(entry_from(kind, payload), texts=entry_texts[key[0]])
            for key, payload, kind in rows[Subject.ENTRY]
        },
        series={
            key[0]: replace(series_from(payload), texts=series_texts[key[0]])
            for key, payload, _ in rows[Subject.SERIES]
        },
        bibliography=catalogue.bibliography,
        moves=catalogue.moves,
        digest=whole.digest,
    )


def _texts(rows: list[_Row]) -> defaultdict[str, dict[str, Text]]:
    texts: defaultdict[str, dict[str, Text]] = defaultdict(dict)
    for (owner, lang), payload, _ in rows:
        texts[owner][lang] = text_from(payload)
    return texts
