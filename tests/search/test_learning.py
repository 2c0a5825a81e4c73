import struct
from pathlib import Path

import pytest

from app.search import chromium
from app.search.analysis import base
from app.search.learn import partners
from app.search.translations import learned, parallel, table, written
from tests.search.shelf import text


def test_words_that_always_come_together_are_partners() -> None:
    pairs = [(("kunde", "glad"), ("kund", "nöjd"))] * 3 + [(("kunde",), ("kund",))] * 3 + [(("glad",), ("nöjd",))]

    found = partners(pairs)

    assert [word for word, _ in found["kunde"]] == ["kund"]
    assert [word for word, _ in found["glad"]] == ["nöjd"]
    assert 0 < found["kunde"][0][1] <= 1


def test_nothing_is_learned_from_nothing() -> None:
    assert partners([]) == {}
    assert partners([((), ("kund",))]) == {}


@pytest.mark.parametrize(
    ("lang", "form", "listed"), [("da", "kunderne", "kunde"), ("tl", "lumalakad", "lakad"), ("da", "xyzzy", "xyzzy")]
)
def test_a_dictionary_lists_a_word_by_its_lemma_or_root(lang: str, form: str, listed: str) -> None:
    assert base(form, lang) == listed


def test_every_line_of_the_written_dictionary_has_a_word_for_each_language() -> None:
    pairs = list(written())
    assert {(one, other) for one, _, other, _, _ in pairs} == {
        (one, other) for one in ("da", "no", "sv", "tl") for other in ("da", "no", "sv", "tl") if one != other
    }
    assert ("da", "kunde", "sv", "kund", 0.8) in pairs
    assert all(0 < weight <= 0.8 for *_, weight in pairs)


def test_the_learned_dictionary_goes_both_ways() -> None:
    pairs = list(learned())
    assert {(other, second, one, first, weight) for one, first, other, second, weight in pairs} == set(pairs)
    assert any(
        (one, first, other, second) == ("da", "advarsel", "sv", "varning") for one, first, other, second, _ in pairs
    )


def test_only_languages_of_the_index_are_kept() -> None:
    pairs = [("da", "kunde", "sv", "kund", 0.5), ("da", "kunde", "xx", "kond", 0.5), ("da", "kunde", "sv", "kund", 0.9)]
    assert table(pairs, ["sv"])["word_weights"].tolist() == [pytest.approx(0.9, abs=0.01)]


def test_entries_with_labels_in_two_languages_teach() -> None:
    documents = [text("a", "da", "Kø"), text("a", "sv", "Rad"), text("b", "da", "Kø"), text("c", "da", "Løfte")]
    assert {(one, first, other, second) for one, first, other, second, _ in parallel(documents)} == {
        ("da", "kø", "sv", base("rad", "sv")),
        ("sv", base("rad", "sv"), "da", "kø"),
    }


def test_learning_stops_at_a_thousand_entries() -> None:
    many = [text(f"e{number:04}", lang, "Ord") for number in range(1_001) for lang in ("da", "sv")]
    assert len(list(parallel(many))) == 2


def pack(path: Path, texts: dict[int, str], version: int = 5) -> None:
    encoded = [(number, text.encode()) for number, text in sorted(texts.items())]
    start = 12 + 6 * (len(encoded) + 1)
    index, data = b"", b""
    for number, item in [*encoded, (0, b"")]:
        index += struct.pack("<HI", number, start + len(data))
        data += item
    path.write_bytes(struct.pack("<IIHH", version, 1, len(encoded), 0) + index + data)


def test_word_pairs_are_learned_from_translated_texts(tmp_path: Path) -> None:
    words = {"da": ("kø", "løfte"), "nb": ("rekke", "løfte"), "sv": ("rad", "löfte"), "fil": ("pila", "pangako")}
    for name, (queue, promise) in words.items():
        pack(tmp_path / f"{name}.pak", {1: f"<b>{queue}</b> $1", 2: f"{promise} {{COUNT}}", 3: queue, 4: "&nbsp;"})

    chromium.main(tmp_path, tmp_path / "learned.tsv")

    lines = (tmp_path / "learned.tsv").read_text("utf-8").splitlines()
    assert lines[0].startswith("#")
    pairs = {tuple(line.split("\t")[:4]) for line in lines if not line.startswith("#")}
    assert ("da", "kø", "no", "rekke") in pairs
    assert ("sv", "løfte", "tl", "pangako") in pairs
    assert not any(one == other for _, one, _, other in pairs)


def test_another_version_of_data_packs_is_refused(tmp_path: Path) -> None:
    pack(tmp_path / "da.pak", {}, version=4)
    with pytest.raises(ValueError, match=r"da\.pak is a data pack of version 4, not 5"):
        chromium.resources(tmp_path / "da.pak")
