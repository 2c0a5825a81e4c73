"""CLDR's own matcher cases and what follows from them for our languages."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from app.languages.cldr import canonical
from app.languages.matcher import best_match, combine

CASES = Path("tests/data/cldr/localeMatcherTest.txt")


@dataclass(frozen=True)
class Group:
    """The parameters that the `@` lines of CLDR's file set for the cases after them."""

    supported: tuple[str, ...] = ()
    default: str | None = None
    favor_script: bool = False
    threshold: int = 50


@dataclass(frozen=True)
class Case:
    line: int
    group: Group
    desired: tuple[str, ...]
    expected: tuple[str, ...]

    def passes(self) -> bool:
        group = self.group
        match = best_match(
            self.desired,
            group.supported,
            default=group.default,
            threshold=group.threshold,
            favor_script=group.favor_script,
        )
        best, _, combined = (*self.expected, "", "")[:3]
        if canonical(match or "null") != canonical(best):
            return False
        return not combined or combine(match or "", self.desired[0]).lower() == combined.lower()


def cases() -> Iterator[Case]:
    group = Group()
    for number, line in enumerate(CASES.read_text("utf-8").splitlines(), 1):
        text = line.partition("#")[0].strip()
        name, _, value = text.partition("=")
        if text.startswith("** test"):
            group = Group()
        elif name == "@supported":
            group = replace(group, supported=words(value, ","))
        elif name == "@default":
            group = replace(group, default=value or None)
        elif name == "@favor":
            group = replace(group, favor_script=value == "script")
        elif name == "@threshold":
            group = replace(group, threshold=int(value or 50))
        elif text:
            desired, _, expected = text.partition(">>")
            yield Case(number, group, words(desired, ","), words(expected, "|"))


def words(text: str, separator: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(separator)) if text.strip() else ()


def test_all_929_cases_of_cldr_come_out_as_cldr_says() -> None:
    every = list(cases())

    assert len(every) == 929
    assert [case for case in every if not case.passes()] == []
