"""Named arrays in one file, and strings in arrays: written once, mapped by every process that reads them."""

import mmap
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO, cast
from weakref import WeakValueDictionary

import msgspec
import numpy as np
import numpy.typing as npt

MAGIC = b"SKNINDEX"
# Goes up whenever arrays change their meaning or layout.
FORMAT_VERSION = 2
_ALIGN = 64

Array = npt.NDArray[Any]


class IndexFormatError(ValueError):
    """The file is no index, is cut short, or was written by another version of the program."""


class _Place(msgspec.Struct, array_like=True, frozen=True):
    dtype: str
    offset: int
    size: int


class _Header(msgspec.Struct, frozen=True):
    version: int
    meta: dict[str, Any]
    arrays: dict[str, _Place]


def write(path: Path, arrays: Mapping[str, Array], meta: Mapping[str, Any]) -> None:
    """Write everything beside *path* and rename it into place, so that nobody ever maps half a file."""
    places: dict[str, _Place] = {}
    offset = 0
    for name, array in arrays.items():
        places[name] = _Place(array.dtype.str, offset, array.size)
        offset += -(-array.nbytes // _ALIGN) * _ALIGN
    header = msgspec.json.encode(_Header(FORMAT_VERSION, dict(meta), places))
    start = -(-(len(MAGIC) + 8 + len(header)) // _ALIGN) * _ALIGN
    partial = path.with_name(f"{path.name}.{os.getpid()}.part")
    with partial.open("wb") as file:
        file.write(MAGIC + len(header).to_bytes(8, "little") + header)
        for name, array in arrays.items():
            file.seek(start + places[name].offset)
            file.write(np.ascontiguousarray(array).tobytes())
        file.truncate(start + offset)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)


def read(path: Path) -> tuple[dict[str, Array], dict[str, Any]]:
    """Map the arrays of a file read-only; raises IndexFormatError for anything that `write` did not write."""
    with path.open("rb") as file:
        head = file.read(len(MAGIC) + 8)
        if head[: len(MAGIC)] != MAGIC:
            raise IndexFormatError(f"{path.name} is not a search index")
        size = int.from_bytes(head[len(MAGIC) :], "little")
        try:
            header = msgspec.json.decode(file.read(size), type=_Header)
        except (msgspec.DecodeError, MemoryError, OverflowError) as error:
            raise IndexFormatError(f"{path.name} has a broken header") from error
        if header.version != FORMAT_VERSION:
            raise IndexFormatError(f"{path.name} has format {header.version}, not {FORMAT_VERSION}")
        mapped = _mapping(file)
    start = -(-(len(head) + size) // _ALIGN) * _ALIGN
    data = np.frombuffer(mapped, dtype=np.uint8)
    arrays: dict[str, Array] = {}
    for name, place in header.arrays.items():
        dtype = np.dtype(place.dtype)
        begin = start + place.offset
        end = begin + place.size * dtype.itemsize
        if end > data.size:
            raise IndexFormatError(f"{path.name} is cut short")
        arrays[name] = data[begin:end].view(dtype)
    return arrays, header.meta


# What this process has mapped, for as long as something reads it: an index may be laid over one that is open already.
_mapped: WeakValueDictionary[tuple[int, ...], mmap.mmap] = WeakValueDictionary()


def _mapping(file: BinaryIO) -> mmap.mmap:
    found = os.fstat(file.fileno())
    identity = (found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns)
    mapped = _mapped.get(identity)
    if mapped is None:
        mapped = _mapped[identity] = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    return mapped


def strings(name: str, items: Sequence[str]) -> dict[str, Array]:
    """Strings as one run of UTF-8 and where each starts in it; a lone surrogate is kept as it is."""
    encoded = [item.encode("utf-8", "surrogatepass") for item in items]
    starts = np.zeros(len(encoded) + 1, dtype=np.uint32)
    np.cumsum([len(item) for item in encoded], out=starts[1:])
    return {f"{name}_bytes": np.frombuffer(b"".join(encoded), dtype=np.uint8), f"{name}_starts": starts}


def numbers(array: Array) -> memoryview:
    """An array's numbers one by one: read so, one costs a tenth of what it costs from an array."""
    return memoryview(cast("bytes", array))


class Strings:
    """Reads what `strings` wrote."""

    def __init__(self, name: str, arrays: Mapping[str, Array]) -> None:
        self._bytes, self._starts = numbers(arrays[f"{name}_bytes"]), numbers(arrays[f"{name}_starts"])

    def __len__(self) -> int:
        """How many there are."""
        return len(self._starts) - 1

    def encoded(self, number: int) -> bytes:
        """The string as UTF-8."""
        return self._bytes[self._starts[number] : self._starts[number + 1]].tobytes()

    def __getitem__(self, number: int) -> str:
        """The string."""
        return self.encoded(number).decode("utf-8", "surrogatepass")

    def starting(self, prefix: str) -> tuple[int, int]:
        """The range of strings that begin with *prefix*, if they are sorted."""
        wanted = prefix.encode("utf-8", "surrogatepass")
        size = len(wanted)

        def place(after: bool) -> int:  # noqa: FBT001
            low, high = 0, len(self)
            while low < high:
                middle = (low + high) // 2
                head = self.encoded(middle)[:size]
                if head < wanted or (after and head == wanted):
                    low = middle + 1
                else:
                    high = middle
            return low

        return place(after=False), place(after=True)
