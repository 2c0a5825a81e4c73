"""Writes `data/advances.json`: how wide each character is in the widest of the common sans-serif fonts.

    python -m app.diagrams.condense_fonts REGULAR.ttf[,MORE.ttf…] BOLD.ttf[,MORE.ttf…]

The committed table was made from DejaVu Sans and Liberation Sans, which is as wide as Arial and Helvetica. Only
numbers are taken: advance widths in thousandths of the font size, the characters grouped by width.
"""

import json
import struct
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

# Latin, Greek, Cyrillic, Hebrew, Arabic; Latin Extended Additional, punctuation, currencies, arrows, operators.
SCOPE = [*(range(0x20, 0x7F), range(0xA0, 0x530), range(0x590, 0x700), range(0x1E00, 0x2300))]
TABLE = Path(__file__).parent / "data" / "advances.json"
_PLATFORM_WINDOWS, _FORMAT_SEGMENTS = 3, 4


def advances(font: bytes) -> dict[int, int]:
    """Code point to advance width, in thousandths of the font size, from a TrueType font's `cmap` and `hmtx`."""
    tables = {
        tag: offset
        for tag, _, offset, _ in struct.iter_unpack(">4sIII", font[12 : 12 + 16 * struct.unpack(">H", font[4:6])[0]])
    }
    (units,) = struct.unpack_from(">H", font, tables[b"head"] + 18)
    (count,) = struct.unpack_from(">H", font, tables[b"hhea"] + 34)
    widths = [struct.unpack_from(">H", font, tables[b"hmtx"] + 4 * glyph)[0] for glyph in range(count)]
    return {
        code: -(-widths[min(glyph, count - 1)] * 1000 // units)
        for code, glyph in _glyphs(font, tables[b"cmap"]).items()
    }


def _glyphs(font: bytes, cmap: int) -> dict[int, int]:
    """Code point to glyph, from the segments of the font's Windows Unicode table (OpenType, `cmap` format 4)."""
    (count,) = struct.unpack_from(">H", font, cmap + 2)
    records = [struct.unpack_from(">HHI", font, cmap + 4 + 8 * number) for number in range(count)]
    start = next(
        cmap + offset
        for platform, _, offset in records
        if platform == _PLATFORM_WINDOWS and struct.unpack_from(">H", font, cmap + offset)[0] == _FORMAT_SEGMENTS
    )
    segments = struct.unpack_from(">H", font, start + 6)[0] // 2
    ends, firsts, deltas, offsets = (
        struct.unpack_from(f">{segments}H", font, start + 14 + 2 * segments * number + (2 if number else 0))
        for number in range(4)
    )
    found = {}
    for segment in range(segments):
        for code in range(firsts[segment], ends[segment] + 1):
            glyph = code
            if offsets[segment]:
                place = start + 16 + 6 * segments + 2 * segment + offsets[segment] + 2 * (code - firsts[segment])
                (glyph,) = struct.unpack_from(">H", font, place)
            found[code] = (glyph + deltas[segment]) % 0x10000
    return {code: glyph for code, glyph in found.items() if glyph}


def widest(fonts: Iterable[bytes]) -> dict[int, int]:
    """The greatest advance of each character in scope."""
    tables = [advances(font) for font in fonts]
    return {
        code: max(table[code] for table in tables if code in table)
        for scope in SCOPE
        for code in scope
        if any(code in table for table in tables)
    }


def grouped(table: Mapping[int, int]) -> dict[str, str]:
    """Width to the characters that have it."""
    groups: dict[int, str] = defaultdict(str)
    for code, width in sorted(table.items()):
        groups[width] += chr(code)
    return {str(width): groups[width] for width in sorted(groups)}


def main(arguments: list[str]) -> None:
    """Write the table from the fonts named on the command line."""
    weights = dict(zip(("regular", "bold"), arguments, strict=True))
    table = {
        weight: grouped(widest(Path(name).read_bytes() for name in names.split(",")))
        for weight, names in weights.items()
    }
    TABLE.write_text(json.dumps(table, indent=0) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
