"""Splits a language's file into its front matter and its body."""

from dataclasses import dataclass

from app.content.problems import Problem

FENCE = "---"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The YAML between the two `---` lines, the Markdown after them, and on which lines of the file they begin."""

    front_matter: str
    body: str
    body_line: int
    front_line: int = 2


def split(path: str, text: str) -> tuple[Parts | None, list[Problem]]:
    """The two parts of *text*; None when there is no front matter, with the reason."""
    lines = text.split("\n")
    if lines[0].rstrip() != FENCE:
        return None, [
            Problem(
                path=path,
                line=1,
                message="the file does not begin with front matter",
                cure="Write `---`, then `pref_label: …` and `definition: …`, then `---`, then the sections.",
            )
        ]
    end = next((place for place, line in enumerate(lines) if place and line.rstrip() == FENCE), None)
    if end is None:
        return None, [
            Problem(
                path=path, line=1, message="the front matter has no end", cure="Write a line `---` after its last key."
            )
        ]
    return Parts(front_matter="\n".join(lines[1:end]), body="\n".join(lines[end + 1 :]), body_line=end + 2), []
