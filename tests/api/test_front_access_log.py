"""One line a request, with the members of every other line."""

import json

import anyio
import pytest
import structlog
from structlog.testing import capture_logs

from app.api.front import access_log as module
from app.api.front.access_log import access_log

pytestmark = pytest.mark.anyio


async def test_a_request_is_a_json_line(capsys: pytest.CaptureFixture[str]) -> None:
    log = access_log(wanted=True, form="json")

    log("abc-1", "GET", '/v1/"å"', 200, 0.00125)
    log("abc-2", "HEAD", "/", 304, 2.0)
    await anyio.sleep(0.1)

    first, second = map(json.loads, capsys.readouterr().err.splitlines())
    assert first.pop("timestamp").endswith("Z")
    assert first == {
        "request_id": "abc-1",
        "method": "GET",
        "path": '/v1/"å"',
        "status": 200,
        "duration_ms": 1.25,
        "event": "request",
        "level": "info",
    }
    assert (second["status"], second["duration_ms"]) == (304, 2000.0)


async def test_many_lines_do_not_wait(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MOST_WAITING", 3)
    log = access_log(wanted=True, form="json")

    for number in range(4):
        log(str(number), "GET", "/", 200, 0.0)

    assert len(capsys.readouterr().err.splitlines()) == 3
    await anyio.sleep(0.1)
    assert len(capsys.readouterr().err.splitlines()) == 1
    await anyio.sleep(0.06)


def test_people_get_the_same_through_structlog() -> None:
    # Whatever level another test has chosen.
    structlog.reset_defaults()
    with capture_logs() as lines:
        access_log(wanted=True, form="console")("abc", "GET", "/", 200, 0.5)

    assert lines == [
        {
            "event": "request",
            "log_level": "info",
            "request_id": "abc",
            "method": "GET",
            "path": "/",
            "status": 200,
            "duration_ms": 500.0,
        }
    ]


def test_nothing_is_written_where_no_log_is_wanted(capsys: pytest.CaptureFixture[str]) -> None:
    access_log(wanted=False, form="json")("abc", "GET", "/", 200, 0.5)

    assert capsys.readouterr().err == ""
