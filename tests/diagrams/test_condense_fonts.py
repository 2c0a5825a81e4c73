"""The table of widths is what fonts say, the widest of them for each character."""

import json
import struct
from pathlib import Path

import pytest

from app.diagrams import condense_fonts
from app.diagrams.condense_fonts import advances, grouped, main, widest


def font(widths: dict[str, int], *, units: int = 1000, by_offset: bool = False) -> bytes:
    """A TrueType font with nothing in it but how wide these characters are; glyph 0 is for all others."""
    codes = sorted(map(ord, widths))
    hmtx = struct.pack(">Hh", 0, 0) + b"".join(struct.pack(">Hh", widths[chr(code)], 0) for code in codes)
    ends = [*codes, 0xFFFF]
    count = len(ends)
    deltas = [0 if by_offset else (glyph - code) % 0x10000 for glyph, code in enumerate(codes, start=1)] + [1]
    offsets = [2 * count if by_offset else 0 for _ in codes] + [0]
    segments = struct.pack(">HHHHHHH", 4, 0, 0, 2 * count, 0, 0, 0)
    segments += struct.pack(f">{count}H", *ends) + struct.pack(">H", 0)
    segments += struct.pack(f">{count}H", *ends) + struct.pack(f">{count}H", *deltas)
    segments += struct.pack(f">{count}H", *offsets) + struct.pack(f">{len(codes)}H", *range(1, len(codes) + 1))
    cmap = struct.pack(">HHHHI", 0, 1, 3, 1, 12) + segments
    head = bytes(18) + struct.pack(">H", units)
    hhea = bytes(34) + struct.pack(">H", len(codes) + 1)
    tables = {b"cmap": cmap, b"head": head, b"hhea": hhea, b"hmtx": hmtx}
    start = 12 + 16 * len(tables)
    directory, body = struct.pack(">IHHHH", 0x10000, len(tables), 0, 0, 0), b""
    for tag, data in tables.items():
        directory += struct.pack(">4sIII", tag, 0, start + len(body), len(data))
        body += data
    return directory + body


@pytest.mark.parametrize("by_offset", [False, True])
def test_widths_are_read_from_a_font_in_thousandths(*, by_offset: bool) -> None:
    read = advances(font({"a": 512, "m": 1025}, units=2048, by_offset=by_offset))

    assert {chr(code): width for code, width in read.items() if code < 0xFFFF} == {"a": 250, "m": 501}


def test_the_widest_font_decides_character_by_character() -> None:
    assert widest([font({"a": 500, "b": 700}), font({"a": 600})]) == {ord("a"): 600, ord("b"): 700}


def test_characters_of_one_width_stand_together() -> None:
    assert grouped({ord("a"): 600, ord("l"): 300, ord("b"): 600}) == {"300": "l", "600": "ab"}


def test_the_table_is_written_from_the_fonts_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, width in (("one", 500), ("two", 600), ("bold", 700)):
        (tmp_path / name).write_bytes(font({"a": width}))
    monkeypatch.setattr(condense_fonts, "TABLE", tmp_path / "advances.json")

    main([f"{tmp_path}/one,{tmp_path}/two", f"{tmp_path}/bold"])

    assert json.loads((tmp_path / "advances.json").read_text()) == {"regular": {"600": "a"}, "bold": {"700": "a"}}
