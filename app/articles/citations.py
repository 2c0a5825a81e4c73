"""A work of the bibliography as one line, for readers and for formats that know no structure."""

from typing import Final

from app.domain.bibliography import Name, Work

# What ends a sentence.
STOPS: Final = (".", "!", "?", "…")


def citation(work: Work) -> str:
    """Authors (year): title. Container volume(issue), pages. Publisher."""
    authors = " & ".join(_name(name) for name in work.authors)
    year = f" ({work.year})" if work.year else ""
    place = "".join(
        (
            work.container or "",
            f" {work.volume}" if work.volume else "",
            f"({work.issue})" if work.issue else "",
            f", {work.pages}" if work.pages else "",
        )
    )
    head = f"{authors}{year}: " if authors else ""
    return sentences(f"{head}{work.title}", place, work.publisher)


def sentences(*parts: str | None) -> str:
    """*parts* one after the other, each ended once: a title may end with a sign of its own."""
    return " ".join(part if part.endswith(STOPS) else f"{part}." for part in parts if part)


def _name(name: Name) -> str:
    return name.literal or ", ".join(filter(None, (name.family, name.given)))
