"""Pieces of work go to processes and come back in order."""

import io

import pytest

from app.content import crew


@pytest.mark.parametrize("cut", [0, 1, 7, 8, 10])
def test_a_process_ends_when_nobody_asks_any_more_also_in_the_middle(cut: int) -> None:
    asked = io.BytesIO()
    crew._write(asked, b"piece")
    target = io.BytesIO()

    crew.serve(bytes.upper, io.BytesIO(asked.getvalue() + asked.getvalue()[:cut]), target)

    assert crew._read(io.BytesIO(target.getvalue())) == b"PIECE"
    assert len(target.getvalue()) == len(asked.getvalue())


def test_an_answer_may_be_empty() -> None:
    asked, target = io.BytesIO(), io.BytesIO()
    crew._write(asked, b"")
    asked.seek(0)

    crew.serve(bytes.upper, asked, target)

    target.seek(0)
    assert crew._read(target) == b""


def test_a_module_that_does_not_serve_is_told() -> None:
    with pytest.raises(RuntimeError, match="has died"):
        list(crew.answers([b"piece"], "this"))
