"""A stamp says which text of the source a translation is a translation of, and touches nothing else."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.content.reader import read
from app.content.stamp import StampError, former_digests, stamp, stamp_lines, with_stamp
from app.content.tree import MemoryTree, open_tree
from app.domain.library import Library
from app.domain.texts import Status, TranslatedFrom
from tests.content.trees import BASE, TRUST_NO, grow

NO, DA = "no/concepts/trust.md", "da/concepts/trust.md"
STAMP = "translated_from:\n  da: e12823300725\n  sections: {what-it-is: 635da91d863b, limits: eb2d367f0d82}\n"


def library(root: Path) -> Library:
    found = read(open_tree(root))
    assert found.library is not None, [problem.told() for problem in found.problems]
    return found.library


def edit(root: Path, old: str, new: str) -> None:
    """Change the source."""
    path = root / DA
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")


def test_a_stamp_is_added_at_the_end_of_the_front_matter(tmp_path: Path) -> None:
    grow(tmp_path, {NO: TRUST_NO})

    (done,) = stamp(tmp_path, ["no/trust"])

    assert (done.ref, done.path, done.changed) == ("no/trust", NO, True)
    assert (tmp_path / NO).read_text("utf-8") == TRUST_NO.replace("---\n##", f"{STAMP}---\n##")
    assert library(tmp_path).entries["trust"].texts["no"].status is Status.CURRENT


PLACES = [
    "translated_from: {da: 000000000000}\n",
    "translated_from:  # old\n  da: 000000000000\n\n  # by hand\n  sections:\n    limits: 000000000000\n",
    '"translated_from": {da: 000000000000,\n  sections: {}}\n',
    "translated_from:\n",
]


@pytest.mark.parametrize("old", PLACES)
def test_an_old_stamp_is_replaced_where_it_stands(tmp_path: Path, old: str) -> None:
    head = "---\npref_label: Tillit   # as it is\n"
    tail = "\n# note\ndefinition: 'Å regne med noen.'\n---\n" + TRUST_NO.partition("---\n##")[2].join(["##", ""])
    grow(tmp_path, {NO: head + old + tail})

    stamp(tmp_path, ["trust"])

    assert (tmp_path / NO).read_text("utf-8") == head + STAMP + tail


def test_line_ends_and_broken_bytes_stay_as_they_are(tmp_path: Path) -> None:
    grow(tmp_path, {NO: TRUST_NO})
    before = TRUST_NO.replace("\n", "\r\n").encode().replace(b"brytes", b"br\xe6tes")
    (tmp_path / NO).write_bytes(before)

    stamp(tmp_path, ["trust"])

    after = (tmp_path / NO).read_bytes()
    head, _, body = before.partition(b"---\r\n##")
    assert after.startswith(head + b"translated_from:\r\n  da: ")
    assert after.endswith(b"---\r\n##" + body)


@given(st.binary(max_size=60), st.sampled_from(["", "translated_from: {da: 000000000000}\n", "slug: a\n"]))
def test_whatever_stands_after_the_front_matter_stays(body: bytes, more: str) -> None:
    before = f"---\npref_label: Å\n{more}---\n".encode() + body

    after = with_stamp(NO, before, TranslatedFrom(lang="da", digest="a" * 12))

    assert after.endswith(b"---\n" + body)
    assert after.count(b"translated_from") == 1 + body.count(b"translated_from")
    assert with_stamp(NO, after, TranslatedFrom(lang="da", digest="a" * 12)) == after


def test_stamping_twice_changes_nothing(tmp_path: Path) -> None:
    grow(tmp_path, {NO: TRUST_NO}, stamped=True)
    before = (tmp_path / NO).read_bytes()

    assert [done.changed for done in stamp(tmp_path, [])] == [False]
    assert (tmp_path / NO).read_bytes() == before


def test_a_series_is_stamped_like_an_entry(tmp_path: Path) -> None:
    grow(
        tmp_path,
        {
            "_shared/series/path.yaml": "source_lang: da\nparts: [trust]\n",
            "da/series/path.md": "---\npref_label: Vejen\ndefinition: D.\n---\n",
            "no/series/path.md": "---\npref_label: Veien\ndefinition: D.\n---\n",
        },
    )

    assert [done.ref for done in stamp(tmp_path, ["path"])] == ["no/path"]
    assert library(tmp_path).series["path"].texts["no"].status is Status.CURRENT


WRONG = [
    ("no/trst", "there is no translation 'no/trst'; did you mean no/trust?"),
    ("zzz", "there is no translation 'zzz'"),
    ("da/trust", "da/trust is the source; stamp its translations: trust"),
]


@pytest.mark.parametrize(("name", "message"), WRONG)
def test_what_cannot_be_stamped_is_told_and_nothing_is_written(tmp_path: Path, name: str, message: str) -> None:
    grow(tmp_path, {NO: TRUST_NO})

    with pytest.raises(StampError) as told:
        stamp(tmp_path, ["no/trust", name])

    assert str(told.value) == message
    assert (tmp_path / NO).read_text("utf-8") == TRUST_NO


def test_a_file_without_front_matter_is_not_stamped(tmp_path: Path) -> None:
    grow(tmp_path, {NO: "Tillit.\n"})

    with pytest.raises(StampError, match="has no front matter"):
        stamp(tmp_path, ["trust"])


@pytest.mark.parametrize(
    ("digits", "written"), [("012345678901", '"012345678901"'), ("1e2345678901", '"1e2345678901"')]
)
def test_a_digest_that_other_readers_take_for_a_number_is_quoted(digits: str, written: str) -> None:
    assert stamp_lines(TranslatedFrom(lang="da", digest=digits)) == ["translated_from:", f"  da: {written}"]


def test_a_minor_stamp_renews_what_was_current_and_nothing_else(tmp_path: Path) -> None:
    grow(tmp_path, {NO: TRUST_NO}, stamped=True)
    edit(tmp_path, "giver", "skaber")
    released = library(tmp_path)
    edit(tmp_path, "Den kan brydes", "Den kan, brydes")

    stamp(tmp_path, ["trust"], former=former_digests(released))

    text = library(tmp_path).entries["trust"].texts["no"]
    assert text.status is Status.OUTDATED
    assert text.behind == ("what-it-is",)


def test_a_minor_stamp_of_a_translation_that_kept_up_keeps_it_current(tmp_path: Path) -> None:
    grow(tmp_path, {NO: TRUST_NO}, stamped=True)
    before = MemoryTree({path.relative_to(tmp_path).as_posix(): path.read_bytes() for path in tmp_path.rglob("*.*")})
    edit(tmp_path, "Den kan brydes", "Den kan, brydes")

    (done,) = stamp(tmp_path, [], former=former_digests(before))

    assert done.changed
    assert library(tmp_path).entries["trust"].texts["no"].behind == ()


def test_a_minor_stamp_leaves_alone_what_it_knows_nothing_of(tmp_path: Path) -> None:
    grow(tmp_path, {NO: TRUST_NO})
    assert stamp(tmp_path, ["trust"], former=former_digests(open_tree(tmp_path))) == ()

    other = "translated_from: {sv: 000000000000}\n"
    grow(tmp_path, {NO: TRUST_NO.replace("---\n##", f"{other}---\n##")})
    assert stamp(tmp_path, ["trust"], former={}) == ()
    (done,) = stamp(tmp_path, ["trust"], former=former_digests(open_tree(tmp_path)))
    assert (tmp_path / NO).read_text("utf-8").count("sv: ") == 1
    assert done.ref == "no/trust"


def test_the_source_is_never_touched(tmp_path: Path) -> None:
    grow(tmp_path, {NO: TRUST_NO}, stamped=True)

    assert (tmp_path / DA).read_text("utf-8") == BASE[DA]
