"""Many pieces are rendered by several processes; nobody can tell."""

import os
import signal
from itertools import count, islice
from pathlib import Path

import pytest

from app.content.render import render
from app.content.rendering import FEW, render_all


def pieces(number: int) -> list[str]:
    return [f"Stykke *{place}*, [trust](entry:trust).\n" for place in range(number)]


def children() -> list[int]:
    return [int(pid) for path in Path("/proc/self/task").glob("*/children") for pid in path.read_text().split()]


@pytest.mark.parametrize("number", [0, 1, FEW, FEW + 1, FEW + 1_111])
def test_each_piece_is_rendered_in_its_place(number: int) -> None:
    assert list(render_all(pieces(number))) == [render(piece) for piece in pieces(number)]


def test_no_more_is_read_ahead_than_is_in_work() -> None:
    read = count()
    endless = (f"Stykke {next(read)}" for _ in count())
    made = render_all(endless)

    assert list(islice(made, FEW + 1))[-1] == f"<p>Stykke {FEW}</p>"
    made.close()  # type: ignore[attr-defined]
    assert next(read) < FEW + 2_000 * (os.cpu_count() or 1)


def test_the_processes_end_with_the_rendering() -> None:
    before = children()
    made = render_all(pieces(FEW + 1_000))
    list(islice(made, FEW + 1))
    assert len(children()) > len(before)

    made.close()  # type: ignore[attr-defined]

    assert children() == before


def test_a_process_that_dies_is_told() -> None:
    before = children()
    made = render_all(pieces(FEW + 100_000))
    list(islice(made, FEW + 1))
    for pid in set(children()) - set(before):
        os.kill(pid, signal.SIGKILL)

    with pytest.raises(RuntimeError, match="has died"):
        list(made)
