"""Lists on several pages."""

from dataclasses import dataclass
from typing import Final

from app.web.addresses import page
from app.web.visit import Visit

_DIGITS: Final = 7


@dataclass(frozen=True, slots=True)
class Turning:
    """Which page of a list this is, and where the ones beside it are."""

    number: int
    last: int
    previous: str | None
    next: str | None


def turn(visit: Visit, total: int, size: int, *steps: str, **query: str) -> tuple[int, int, Turning]:
    """From where to where of *total* items the page goes that the query asks for, *size* at most, and its neighbours.

    A number out of bounds is the nearest one. *steps* and *query* make the address.
    """
    last = max(1, -(-total // size))
    asked = visit.query("page")
    is_number = asked.isascii() and asked.isdigit() and len(asked) <= _DIGITS
    number = min(max(int(asked), 1), last) if is_number else 1

    def address(other: int) -> str:
        return page(visit.reader.lang, *steps, **query, page=other if other > 1 else None)

    previous = address(number - 1) if number > 1 else None
    following = address(number + 1) if number < last else None
    return (number - 1) * size, min(number * size, total), Turning(number, last, previous, following)
