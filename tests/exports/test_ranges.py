"""Parts of a file: whatever `Range` and `If-Range` say, an answer is the file, what was asked of it, or a refusal."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sites import Site

URL = "/v1/exports/csl.json?lang=da"
NUMBERS = st.integers(0, 30_000) | st.integers(0, 10**40)
SPEC = st.builds("{}-{}".format, NUMBERS, NUMBERS | st.just("")) | st.builds("-{}".format, NUMBERS)
RANGE = st.lists(SPEC, min_size=1, max_size=4).map(lambda specs: "bytes=" + ",".join(specs)) | st.text(
    "bytes=-,0123456789 \t+_x²", max_size=30
)
PART = re.compile(rb"\r\nContent-Range: bytes (\d+)-(\d+)/(\d+)\r\n\r\n")


def parts(body: bytes, boundary: str) -> list[tuple[int, int, bytes]]:
    """First and last byte and content of each part of a multipart answer."""
    found = []
    for piece in body.split(f"--{boundary}".encode())[1:-1]:
        head = PART.search(piece)
        assert head is not None
        found.append((int(head[1]), int(head[2]), piece[head.end() :].removesuffix(b"\r\n")))
    return found


@pytest.fixture(scope="module")
def whole(catalogue: Site) -> tuple[bytes, str]:
    """The file and its ETag."""
    answer = catalogue.get(URL)
    return answer.content, answer.headers["etag"]


@given(RANGE)
@settings(max_examples=150, derandomize=True, deadline=None)
def test_whatever_range_is_asked_for_the_bytes_are_those_of_the_file(
    catalogue: Site, whole: tuple[bytes, str], asked: str
) -> None:
    content, _ = whole

    answer = catalogue.get(URL, headers={b"range": asked.encode("latin-1")})

    assert answer.status_code in {200, 206, 416}
    if answer.status_code == 200:
        assert answer.content == content
    elif answer.status_code == 416:
        assert answer.headers["content-range"] == f"bytes */{len(content)}"
    elif answer.headers["content-type"].startswith("multipart/byteranges"):
        told = parts(answer.content, answer.headers["content-type"].partition("boundary=")[2])
        assert len(told) > 1
        assert all(content[first : last + 1] == piece for first, last, piece in told)
    else:
        first, last = map(int, answer.headers["content-range"].removeprefix("bytes ").partition("/")[0].split("-"))
        assert answer.content == content[first : last + 1] != b""


@pytest.mark.parametrize(
    "asked",
    [
        "lines=0-9",
        "bytes",
        "bytes=",
        "bytes=9-0",
        "bytes=a-b",
        "bytes=0-9,x",
        "bytes=1_0-20",
        "bytes=+1-2",
        "bytes=" + "0-1," * 101,
    ],
)
def test_a_range_that_means_nothing_is_ignored(catalogue: Site, whole: tuple[bytes, str], asked: str) -> None:
    answer = catalogue.ask(URL, range=asked)

    assert (answer.status_code, answer.content) == (200, whole[0])


@pytest.mark.parametrize("asked", ["bytes=0-9", "BYTES = 0-9", "bytes=0-9,99999999-", "bytes=,0-9,,", "bytes=-0,0-9"])
def test_what_of_a_range_lies_in_the_file_is_sent(catalogue: Site, whole: tuple[bytes, str], asked: str) -> None:
    answer = catalogue.ask(URL, range=asked)

    assert (answer.status_code, answer.content) == (206, whole[0][:10])


@pytest.mark.parametrize("asked", ["bytes=99999999-", "bytes=-0", f"bytes={'9' * 18}-{'9' * 18}"])
def test_a_range_behind_the_end_is_a_416(catalogue: Site, whole: tuple[bytes, str], asked: str) -> None:
    answer = catalogue.ask(URL, range=asked)

    assert (answer.status_code, answer.headers["content-range"]) == (416, f"bytes */{len(whole[0])}")
    assert (answer.headers["content-type"], answer.json()["code"]) == (
        "application/problem+json",
        "range-not-satisfiable",
    )
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("da", "Filen er på %s byte, og ingen af dem ligger i det område, der bedes om."),
        ("no", "Filen er på %s byte, og ingen av dem ligger i området det bes om."),
        ("sv", "Filen är på %s byte, och ingen av dem ligger i det begärda intervallet."),
        ("tl", "May %s byte ang file, at wala sa mga ito ang nasa hinihinging saklaw."),
    ],
)
def test_a_range_behind_the_end_is_told_in_the_readers_language(catalogue: Site, lang: str, said: str) -> None:
    answer = catalogue.ask(f"/v1/exports/csl.json?lang={lang}", range="bytes=99999999-")
    size = answer.headers["content-range"].removeprefix("bytes */")

    assert (answer.json()["detail"], answer.headers["content-language"]) == (
        said % size,
        {"no": "nb"}.get(lang, lang),
    )


@given(st.text(st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f"), max_size=60))
@settings(max_examples=60, derandomize=True, deadline=None)
def test_a_part_comes_only_to_who_names_the_file_it_is_of(
    catalogue: Site, whole: tuple[bytes, str], condition: str
) -> None:
    content, etag = whole

    other = catalogue.get(URL, headers={b"range": b"bytes=0-9", b"if-range": condition.encode("latin-1")})
    weak = catalogue.ask(URL, range="bytes=0-9", if_range=f"W/{etag}")
    same = catalogue.ask(URL, range="bytes=0-9", if_range=etag)

    assert (other.status_code, other.content) == (200, content)
    assert (weak.status_code, same.status_code, same.content) == (200, 206, content[:10])
