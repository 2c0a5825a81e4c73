import gc
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.search import Index, IndexFormatError, arrays, build
from app.search.arrays import Strings, strings
from tests.search.shelf import text


def test_arrays_and_what_is_told_about_them_read_back(tmp_path: Path) -> None:
    path = tmp_path / "file"
    arrays.write(path, {"a": np.arange(5, dtype=np.uint32), "none": np.zeros(0, dtype=np.float16)}, {"langs": ["da"]})

    read, meta = arrays.read(path)

    assert read["a"].tolist() == [0, 1, 2, 3, 4]
    assert read["none"].dtype == np.float16
    assert meta == {"langs": ["da"]}
    assert [file.name for file in tmp_path.iterdir()] == ["file"]


def test_what_is_mapped_cannot_be_written_to(tmp_path: Path) -> None:
    arrays.write(tmp_path / "file", {"a": np.arange(5)}, {})
    with pytest.raises(ValueError, match="read-only"):
        arrays.read(tmp_path / "file")[0]["a"][0] = 1


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "is not a search index"),
        (b"SQLite format 3\0", "is not a search index"),
        (arrays.MAGIC + (9).to_bytes(8, "little") + b"{broken}!", "has a broken header"),
        (arrays.MAGIC + (2**62).to_bytes(8, "little"), "has a broken header"),
    ],
)
def test_another_file_is_no_index(tmp_path: Path, data: bytes, problem: str) -> None:
    (tmp_path / "file").write_bytes(data)
    with pytest.raises(IndexFormatError, match=f"file {problem}"):
        arrays.read(tmp_path / "file")


def test_a_file_that_was_cut_short_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "file"
    arrays.write(path, {"a": np.arange(5_000)}, {})
    path.write_bytes(path.read_bytes()[:-6_000])
    with pytest.raises(IndexFormatError, match="is cut short"):
        arrays.read(path)


def test_another_format_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "file"
    with monkeypatch.context() as older:
        older.setattr(arrays, "FORMAT_VERSION", 0)
        arrays.write(path, {}, {})
    with pytest.raises(IndexFormatError, match=f"has format 0, not {arrays.FORMAT_VERSION}"):
        arrays.read(path)


def test_an_index_of_another_analysis_is_refused(tmp_path: Path) -> None:
    build([text("a", "da", "Service")], tmp_path / "index")
    read, meta = arrays.read(tmp_path / "index")
    arrays.write(tmp_path / "older", read, meta | {"analysis": 0})
    with pytest.raises(IndexFormatError, match="was analysed by version 0"):
        Index(tmp_path / "older")


@given(st.lists(st.text(max_size=6)), st.text(max_size=3))
def test_sorted_strings_are_found_by_their_beginning(items: list[str], prefix: str) -> None:
    ordered = sorted(items)
    read = Strings("x", strings("x", ordered))

    start, end = read.starting(prefix)

    assert [read[number] for number in range(len(read))] == ordered
    assert ordered[start:end] == [item for item in ordered if item.startswith(prefix)]


def test_a_file_is_mapped_once_however_often_it_is_read_and_as_long_as_anybody_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "file"
    before = set(arrays._mapped)
    arrays.write(path, {"a": np.arange(5)}, {})
    one, other = (arrays.read(path)[0]["a"] for _ in range(2))
    assert one.ctypes.data == other.ctypes.data

    arrays.write(path, {"a": np.arange(6)}, {})

    assert arrays.read(path)[0]["a"].tolist() == [0, 1, 2, 3, 4, 5]
    assert one.tolist() == [0, 1, 2, 3, 4]
    del one, other
    gc.collect()
    assert set(arrays._mapped) <= before
