"""Learns word pairs from Chromium's translations: `python -m app.search.chromium FOLDER`.

The folder (usr/lib/chromium/locales of Debian's package chromium-l10n) has da.pak, nb.pak, sv.pak and fil.pak. Writes
`data/learned.tsv`; takes some minutes.
"""

import re
import struct
import sys
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, pairwise
from pathlib import Path

from app.search.analysis import base
from app.search.learn import partners
from app.search.lexicon import DATA
from app.search.tokens import words

# Folder name of a language -> Chromium's name for it.
LOCALES: Mapping[str, str] = {"da": "da", "no": "nb", "sv": "sv", "tl": "fil"}
_VERSION = 5
_LONGEST = 40
_MARKUP = re.compile(r"<[^>]*>|\$\d|\{[^}]*\}|&[a-z]+;|https?:\S+")
_NOTICE = (
    "# Word pairs learned with `app.search.learn` from the translations of Chromium (Debian package chromium-l10n);\n"
    "# copyright The Chromium Authors, BSD-3-Clause, see LICENSES.md.\n"
)


def resources(path: Path) -> dict[int, str]:
    """The texts of a data pack (version 5) by their numbers; raises ValueError for another version."""
    data = path.read_bytes()
    version, _, count, _ = struct.unpack_from("<IIHH", data)
    if version != _VERSION:
        raise ValueError(f"{path.name} is a data pack of version {version}, not {_VERSION}")
    index = (struct.unpack_from("<HI", data, 12 + 6 * place) for place in range(count + 1))
    return {number: data[start:end].decode("utf-8", "replace") for (number, start), (_, end) in pairwise(index)}


def bag(text: str, lang: str) -> list[str]:
    """The base forms of a text's words, without markup and placeholders."""
    plain = _MARKUP.sub(" ", text)
    return [base(token.form, lang) for token in words(plain) if token.form.isalpha() and len(token.form) > 1]


def parallel(folder: Path) -> list[dict[str, list[str]]]:
    """Every text that all languages have, once, as bags of base forms."""
    packs = {lang: resources(folder / f"{name}.pak") for lang, name in LOCALES.items()}
    numbers = sorted(set.intersection(*(set(pack) for pack in packs.values())))
    rows = {tuple(pack[number] for pack in packs.values()): None for number in numbers}
    bags = [{lang: bag(text, lang) for lang, text in zip(packs, row, strict=True)} for row in rows]
    return [each for each in bags if all(1 <= len(found) <= _LONGEST for found in each.values())]


def lines(bags: Sequence[Mapping[str, list[str]]]) -> Iterator[str]:
    """One line for each pair: language and word, language and word, weight; equal words are left out."""
    for one, other in combinations(LOCALES, 2):
        forward = partners((each[one], each[other]) for each in bags)
        backward = partners((each[other], each[one]) for each in bags)
        weights = {(first, second): weight for first, found in forward.items() for second, weight in found}
        weights |= {(first, second): weight for second, found in backward.items() for first, weight in found}
        for (first, second), weight in sorted(weights.items()):
            if first != second and first.isalpha() and second.isalpha():
                yield f"{one}\t{first}\t{other}\t{second}\t{round(weight, 3)}\n"


def main(folder: Path, out: Path = DATA / "learned.tsv") -> None:
    """Learn from the packs in *folder* and write *out*."""
    out.write_text(_NOTICE + "".join(lines(parallel(folder))), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
