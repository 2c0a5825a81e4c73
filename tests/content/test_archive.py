"""Archives of a content tree: those that are read, and everything that somebody might send instead."""

import gzip
import io
import tarfile
import tracemalloc
import zipfile
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.content.archive import ArchiveError, read_archive
from app.content.bounds import Bounds
from app.content.reader import read
from app.content.tar import members
from app.content.tree import MAX_BYTES
from tests.content.archives import PACKERS, TAR, ZIP, pack, tape, tar, zipped
from tests.content.trees import grow

KINDS = pytest.mark.parametrize("media_type", [TAR, ZIP])
LOCALE = ("da/_locale.yaml", b"autonym: Dansk\n")
SMALL = Bounds(packed=100_000, unpacked=200_000, members=20, ratio=100, unsuspicious=20_000)


def refused(data: bytes, media_type: str = TAR, bounds: Bounds = SMALL) -> str:
    """Why the archive is refused."""
    with pytest.raises(ArchiveError) as caught:
        read_archive(data, media_type, bounds)
    error = caught.value
    return f"{error.member}: {error.message}" if error.member else error.message


def link(name: str, kind: bytes, target: str = "/etc/passwd") -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    return info


def extended(kind: bytes, content: bytes) -> bytes:
    """A header that tells something of the next member."""
    info = tarfile.TarInfo("extended")
    info.type, info.size = kind, len(content)
    return info.tobuf(tarfile.USTAR_FORMAT) + content + bytes(-len(content) % 512)


@KINDS
@pytest.mark.parametrize("below", ["", "content/", "./", "catalogue-1.0/content/"])
def test_a_tree_is_read_from_an_archive_as_from_its_folder(media_type: str, below: str, tmp_path: Path) -> None:
    root = grow(tmp_path, stamped=True)

    tree = read_archive(pack(root, media_type, below=below), media_type)

    library = read(tree).library
    assert library is not None
    assert sorted(library.entries) == ["loyalty", "trust"]


@pytest.mark.parametrize("form", [tarfile.PAX_FORMAT, tarfile.GNU_FORMAT])
def test_long_and_foreign_names_are_read_in_either_way_of_writing_them(form: int) -> None:
    name = f"da/{'længe/' * 3}{'x' * 120}.md"

    assert read_archive(tar((name, b"hej"), form=form), TAR).files == {name: b"hej"}


def test_folders_global_headers_and_padding_are_no_files() -> None:
    folder = tarfile.TarInfo("da")
    folder.type = tarfile.DIRTYPE
    data = extended(tarfile.XGLTYPE, b"19 comment=0123456\n") + tape(folder, LOCALE)

    assert list(read_archive(gzip.compress(data + bytes(20480)), TAR).files) == [LOCALE[0]]
    assert list(read_archive(zipped(("da/", b""), LOCALE), ZIP).files) == [LOCALE[0]]


@KINDS
@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("../da/_locale.yaml", "../da/_locale.yaml: A path in the archive leaves it."),
        ("da/../../x", "da/../../x: A path in the archive leaves it."),
        ("/etc/passwd", "/etc/passwd: A path in the archive is absolute."),
        ("C:/x", "C:/x: A path in the archive is absolute."),
        ("da\\..\\x", "da\\..\\x: A path in the archive is not written plainly."),
        ("da//x", "da//x: A path in the archive is not written plainly."),
        ("da/./x", "da/./x: A path in the archive is not written plainly."),
        ("da/\x07", "da/�: A path in the archive is not written plainly."),
        ("da/\nx", "da/�x: A path in the archive is not written plainly."),
        ("a/" * 10 + "x", "a/" * 10 + "x: A path is deeper than 10 or longer than 300 characters."),
        ("x" * 301, "x" * 300 + ": A path is deeper than 10 or longer than 300 characters."),
    ],
)
def test_a_path_that_is_not_a_plain_one_is_refused(media_type: str, name: str, why: str) -> None:
    assert refused(PACKERS[media_type](LOCALE, (name, b"x")), media_type) == why


@KINDS
def test_a_folder_that_leads_out_is_refused_too(media_type: str) -> None:
    folder = tarfile.TarInfo("../da/")
    folder.type = tarfile.DIRTYPE
    data = gzip.compress(tape(folder)) if media_type == TAR else zipped(("../da/", b""))

    assert "leaves it" in refused(data, media_type)


@pytest.mark.parametrize(
    "kind",
    [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE, tarfile.GNUTYPE_SPARSE],
)
def test_what_is_neither_file_nor_folder_is_refused(kind: bytes) -> None:
    assert refused(gzip.compress(tape(LOCALE, link("da/x", kind)))).startswith("da/x: The archive has a member that")


@pytest.mark.parametrize("mode", [0o120777, 0o020666, 0o060666, 0o010644, 0o140777])
def test_so_are_links_and_devices_in_a_zip(mode: int) -> None:
    info = zipfile.ZipInfo("da/x")
    info.create_system, info.external_attr = 3, mode << 16

    assert refused(zipped(LOCALE, (info, b"/etc/passwd")), ZIP).startswith("da/x: The archive has a member that")


@pytest.mark.parametrize("other", ["da/_locale.yaml", "./da/_locale.yaml"])
def test_a_file_twice_is_refused(other: str) -> None:
    assert refused(tar(LOCALE, (other, b"x"))) == "da/_locale.yaml: The archive has a file twice."
    with pytest.warns(UserWarning, match="Duplicate") if other == LOCALE[0] else _nothing():
        data = zipped(LOCALE, (other, b"x"))
    assert refused(data, ZIP) == "da/_locale.yaml: The archive has a file twice."


def _nothing() -> tarfile.TarFile:
    return tarfile.open(fileobj=io.BytesIO(), mode="w")


@KINDS
def test_a_bomb_is_refused_by_its_ratio_and_by_its_size(media_type: str) -> None:
    bomb = PACKERS[media_type](*((f"da/{number}", bytes(15_000)) for number in range(10)))
    wide = Bounds(packed=100_000, unpacked=100_000, members=20, ratio=10_000)

    assert refused(bomb, media_type) == "The archive unpacks to more than 100 times its size."
    assert refused(bomb, media_type, wide) == "The archive unpacks to more than 100000 bytes."


@KINDS
def test_a_file_that_is_too_large_is_refused(media_type: str) -> None:
    wide = Bounds(ratio=10_000)
    just, over = (PACKERS[media_type](("da/x", bytes(size))) for size in (MAX_BYTES, MAX_BYTES + 1))

    assert len(read_archive(just, media_type, wide).files["da/x"]) == MAX_BYTES
    assert refused(over, media_type, wide) == "da/x: A file in the archive has more than 1048576 bytes."


@KINDS
def test_a_million_files_are_refused_before_they_are_anything(media_type: str) -> None:
    name = b"%07d"
    if media_type == TAR:
        packer = zlib.compressobj(1, wbits=31)
        folder = link("da", tarfile.DIRTYPE, "").tobuf(tarfile.USTAR_FORMAT)
        data = packer.compress(folder * 20_000) + packer.flush()
        bounds = Bounds(ratio=1000, members=2000)
    else:
        entry = b"PK\x01\x02" + bytes(24) + (7).to_bytes(2, "little") + bytes(16)
        directory = b"".join(entry + name % number for number in range(600_000))
        end = b"PK\x05\x06" + bytes(8) + len(directory).to_bytes(4, "little") + bytes(6)
        data, bounds = directory + end, Bounds()

    tracemalloc.start()
    why = refused(data, media_type, bounds)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert why == f"The archive has more than {bounds.members} members."
    assert peak < 8 * 1024 * 1024


def test_members_that_are_no_files_count_as_well() -> None:
    folders = [link(f"d{number}/", tarfile.DIRTYPE, "") for number in range(21)]

    assert refused(gzip.compress(tape(*folders))) == "The archive has more than 20 members."


@KINDS
def test_an_archive_that_is_too_large_is_not_opened(media_type: str) -> None:
    assert refused(bytes(100_001), media_type) == "The archive has 100001 bytes; at most 100000 are read."


@KINDS
@pytest.mark.parametrize(
    "data", [b"", b"PK", b"{}", b"\x1f\x8b", bytes(600), gzip.compress(b"hej", mtime=0), gzip.compress(b"", mtime=0)]
)
def test_what_is_no_archive_is_refused(media_type: str, data: bytes) -> None:
    name = {TAR: "tar.gz", ZIP: "zip"}[media_type]

    assert refused(data, media_type).startswith(f"The body is not a {name} archive, or it is broken (")


@KINDS
def test_an_archive_without_files_is_refused(media_type: str) -> None:
    assert refused(PACKERS[media_type](), media_type) == "The archive has no files."


@KINDS
def test_an_archive_cut_off_anywhere_is_refused(media_type: str) -> None:
    data = PACKERS[media_type](LOCALE, ("da/concepts/x.md", bytes(range(256)) * 8))

    for length in range(0, len(data), 7):
        assert "or it is broken" in refused(data[:length], media_type), length


@KINDS
@given(st.data())
def test_a_damaged_archive_gives_its_files_or_is_refused_and_nothing_else_happens(
    media_type: str, data: st.DataObject
) -> None:
    content = bytes(range(256)) * 4
    whole = bytearray(PACKERS[media_type](LOCALE, ("da/concepts/x.md", content)))
    for _ in range(data.draw(st.integers(1, 3))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    try:
        files = read_archive(bytes(whole), media_type, SMALL).files
    except ArchiveError:
        return
    assert set(files.values()) <= {LOCALE[1], content}


@pytest.mark.parametrize("name", ["\0a/x.md", "\0"])
def test_a_name_in_a_zip_that_is_nothing_to_others_is_refused(name: str) -> None:
    stands_in = "q" * len(name)
    data = PACKERS[ZIP](LOCALE, (stands_in, b"x")).replace(stands_in.encode(), name.encode())

    assert refused(data, ZIP).endswith("A path in the archive is not written plainly.")


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (tape(LOCALE) + b"x" * 512, "something follows its end"),
        (tape(LOCALE)[:1024] + b"x" * 512 + tape(LOCALE), "invalid header"),
        (tape(LOCALE)[:1024], "it ends too early"),
        (extended(tarfile.XHDTYPE, b"x" * 70_000), "a header is too long"),
        (extended(tarfile.XGLTYPE, b"") * 9, "a header is too long"),
        (extended(tarfile.XHDTYPE, b"99 path=x\n"), "a pax header is damaged"),
        (extended(tarfile.XHDTYPE, b"x"), "a pax header is damaged"),
        (extended(tarfile.XHDTYPE, b"9" * 5000), "a pax header is damaged"),
        (extended(tarfile.XHDTYPE, b"14 size=12345\n"), "a file is sparse, or larger"),
        (extended(tarfile.XHDTYPE, b"22 GNU.sparse.major=1\n"), "a file is sparse, or larger"),
        (extended(tarfile.XHDTYPE, b"11 path=\xff\xfe\n"), "can't decode"),
        (extended(tarfile.GNUTYPE_LONGNAME, b"\xff\xfe\0"), "can't decode"),
    ],
)
def test_a_tar_with_a_damaged_or_hostile_header_is_refused(data: bytes, why: str) -> None:
    assert why in refused(gzip.compress(data))


def test_the_target_of_a_link_may_be_long_and_is_refused_with_it() -> None:
    data = extended(tarfile.GNUTYPE_LONGLINK, b"x" * 200 + b"\0") + tape(link("da/x", tarfile.SYMTYPE))

    assert refused(gzip.compress(data)).startswith("da/x: ")


def test_a_file_that_is_too_large_ends_the_reading() -> None:
    first, second = members(io.BytesIO(tape(("da/x", b"x"), ("da/y", b"yyy"), ("da/z", b"z"))).read, largest=2)

    assert (first.content, second.name, second.content) == (b"x", "da/y", None)


def test_what_a_header_tells_besides_the_name_does_not_matter() -> None:
    data = extended(tarfile.XHDTYPE, b"11 mtime=1\n13 path=da/x\n") + tape(LOCALE)

    assert list(read_archive(gzip.compress(data), TAR).files) == ["da/x"]


def test_a_size_below_nothing_is_refused() -> None:
    info = tarfile.TarInfo("da/x")
    info.size = -512

    assert "a size is negative" in refused(gzip.compress(info.tobuf(tarfile.GNU_FORMAT)))


def test_a_name_that_is_not_utf_8_is_refused() -> None:
    latin = tarfile.TarInfo("da/blåbær").tobuf(tarfile.USTAR_FORMAT, encoding="latin-1")
    zipfile_ = zipped(("da/xx", b"x")).replace(b"da/xx", b"da/\x91\x86")

    assert "can't decode" in refused(gzip.compress(latin))
    assert refused(zipfile_, ZIP).endswith(": A name in the archive is not UTF-8.")


def test_a_gzip_with_something_behind_it_or_a_wrong_sum_is_refused() -> None:
    good = tar(LOCALE)

    assert "something follows its end" in refused(good + b"x")
    assert "incorrect data check" in refused(good[:-8] + bytes(4) + good[-4:])


def test_a_zip_that_is_encrypted_or_packed_in_another_way_is_refused() -> None:
    encrypted = bytearray(zipped(LOCALE))
    encrypted[encrypted.index(b"PK\x01\x02") + 8] |= 1

    assert refused(bytes(encrypted), ZIP) == "da/_locale.yaml: A file in the archive is encrypted."
    for compression in (zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        assert "use deflate" in refused(zipped(LOCALE, compression=compression), ZIP)


def test_a_zip_that_lies_about_a_size_is_read_no_further_than_its_bytes() -> None:
    data = bytearray(zipped(("da/x", bytes(15_000))))
    at = data.index(b"PK\x01\x02") + 24
    data[at : at + 4] = (100).to_bytes(4, "little")

    assert "or it is broken" in refused(bytes(data), ZIP)


@KINDS
def test_a_file_beside_the_tree_is_refused(media_type: str) -> None:
    data = PACKERS[media_type](("content/_shared/catalogue.yaml", b""), ("README.md", b""))

    assert refused(data, media_type) == "README.md: A file stands outside the tree, which is in 'content/'."


def test_the_largest_archive_costs_no_more_memory_than_it_unpacks_to() -> None:
    bounds = Bounds(packed=4_000_000, unpacked=8_000_000, members=1000, ratio=10_000)
    data = tar(*((f"da/concepts/{number}.md", bytes(500_000)) for number in range(40)))

    tracemalloc.start()
    assert refused(data, TAR, bounds) == "The archive unpacks to more than 8000000 bytes."
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 1.5 * bounds.unpacked
