"""One line a request, with the members of every other line."""

import json

import anyio
import pytest
import structlog
from structlog.testing import capture_logs

from app.api.front import access_log as module
from app.api.front.about import COMPUTED, FAST_LANE, About, trace_of
from app.api.front.access_log import JsonLines, access_log

pytestmark = pytest.mark.anyio

ABOUT = About("/v1/entries/{entry_id}", "nb", 7)
TRACE = b"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


async def test_a_request_is_a_json_line(capsys: pytest.CaptureFixture[str]) -> None:
    log = access_log(wanted=True, form="json")

    log("abc-1", "GET", '/v1/"å"', 200, 0.00125, ABOUT, FAST_LANE, None)
    log("abc-2", "HEAD", "/", 304, 2.0, About("none", None, None), COMPUTED, TRACE)
    await anyio.sleep(0.1)

    first, second = map(json.loads, capsys.readouterr().err.splitlines())
    assert first.pop("timestamp").endswith("Z")
    assert first == {
        "request_id": "abc-1",
        "method": "GET",
        "path": '/v1/"å"',
        "status": 200,
        "duration_ms": 1.25,
        "route": "/v1/entries/{entry_id}",
        "lang": "nb",
        "release": 7,
        "road": "fast_lane",
        "event": "request",
        "level": "info",
    }
    assert (second["status"], second["duration_ms"]) == (304, 2000.0)
    assert (second["lang"], second["release"], second["road"]) == (None, None, "computed")
    assert second["trace_id"] == "0af7651916cd43dd8448eb211c80319c"
    assert second["parent_id"] == "b7ad6b7169203331"


@pytest.mark.parametrize(
    ("traceparent", "is_one"),
    [
        (TRACE, True),
        (b"cc" + TRACE[2:] + b"-what-the-future-will-be-like", True),
        (b"ff" + TRACE[2:], False),
        (TRACE.upper(), False),
        (TRACE.replace(b"0af7651916cd43dd8448eb211c80319c", b"0" * 32), False),
        (TRACE.replace(b"b7ad6b7169203331", b"0" * 16), False),
        (TRACE + b'"}\n{"', False),
        (b"", False),
    ],
)
def test_only_a_trace_context_of_the_right_form_is_logged(traceparent: bytes, is_one: bool) -> None:  # noqa: FBT001
    assert (trace_of(traceparent) is not None) == is_one


async def test_the_line_stays_one_line_whatever_a_client_sends(capsys: pytest.CaptureFixture[str]) -> None:
    log = JsonLines()

    log.log("abc", "GET", '/\r\n{"event":"forged"}', 200, 0.0, ABOUT, COMPUTED, b'x"\r\n')
    log._write()

    (line,) = capsys.readouterr().err.splitlines()
    assert json.loads(line)["path"] == '/\r\n{"event":"forged"}'


async def test_many_lines_do_not_wait(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MOST_WAITING", 3)
    log = access_log(wanted=True, form="json")

    for number in range(4):
        log(str(number), "GET", "/", 200, 0.0, ABOUT, COMPUTED, None)

    assert len(capsys.readouterr().err.splitlines()) == 3
    await anyio.sleep(0.1)
    assert len(capsys.readouterr().err.splitlines()) == 1
    await anyio.sleep(0.06)


def test_people_get_the_same_through_structlog() -> None:
    # Whatever level another test has chosen.
    structlog.reset_defaults()
    with capture_logs() as lines:
        access_log(wanted=True, form="console")("abc", "GET", "/", 200, 0.5, ABOUT, FAST_LANE, TRACE)

    assert lines == [
        {
            "event": "request",
            "log_level": "info",
            "request_id": "abc",
            "method": "GET",
            "path": "/",
            "status": 200,
            "duration_ms": 500.0,
            "route": "/v1/entries/{entry_id}",
            "lang": "nb",
            "release": 7,
            "road": "fast_lane",
            "trace_id": "0af7651916cd43dd8448eb211c80319c",
            "parent_id": "b7ad6b7169203331",
        }
    ]


def test_nothing_is_written_where_no_log_is_wanted(capsys: pytest.CaptureFixture[str]) -> None:
    access_log(wanted=False, form="json")("abc", "GET", "/", 200, 0.5, ABOUT, FAST_LANE, TRACE)

    assert capsys.readouterr().err == ""
