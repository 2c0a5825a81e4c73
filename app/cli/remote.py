"""Publishes the content tree to a server that has no checkout of it (`publish --to URL`)."""

import gzip
import io
import json
import os
import tarfile
from collections.abc import Iterable
from contextlib import suppress
from http import HTTPStatus
from http.client import HTTPException
from itertools import takewhile
from pathlib import Path
from typing import Any, Final
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import (
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
)

from rich.progress import Progress, TaskID

from app import __version__
from app.cli.console import fail, out, progress_bar, tell_problems
from app.content.problems import Problem, Severity
from app.content.tree import open_tree

KEY: Final = "SERVICE_KNOWLEDGE_KEY"
# A little longer than a server takes at most; in seconds.
_TIMEOUT: Final = 960
_LINES: Final = "application/x-ndjson"
# Phase of the server's work -> how it is told here.
_PHASES: Final = {
    "waiting": "Waiting for others who publish",
    "unpacking": "Unpacking",
    "reading": "Reading (files)",
    "checking": "Checking (rules)",
    "writing": "Writing (texts and rows)",
}
_LOCAL: Final = frozenset({"localhost", "127.0.0.1", "::1"})


_CUT: Final = (
    "The connection broke before the server had told what came of it.\n"
    "  Send the same again: what is published already is not published twice."
)


def publish_to(url: str, folder: Path, *, message: str, dry_run: bool, stage: bool, after: int | None) -> None:
    """Send the tree in *folder* to the server at *url* and say what became of it; the command fails if nothing did."""
    address = _address(url)
    key = os.environ.get(KEY)
    if not key:
        raise fail(f"There is no key.\n  Set {KEY} to one with the scope releases:write.")
    query = {"message": message, **({"dry_run": "true"} if dry_run else {})}
    headers = {
        "authorization": f"Bearer {key}",
        "content-type": "application/gzip",
        # Servers that tell no progress answer in one piece.
        "accept": f"{_LINES}, application/json;q=0.9, application/problem+json;q=0.9",
        "user-agent": f"service-knowledge/{__version__}",
        **({"if-match": f'"{after}"'} if after is not None else {}),
    }
    path = "/v1/admin/staged-releases" if stage else "/v1/admin/releases"
    status, answer = _sent(f"{address}{path}?{urlencode(query)}", packed(folder), headers)
    if status not in {200, 201}:
        _tell_refusal(status, answer, folder)
    tell_problems([_problem(one, one["detail"]) for one in answer["warnings"]], folder)
    if stage:
        _tell_staged(answer)
    else:
        _tell(answer)


def packed(folder: Path) -> bytes:
    """The tree as a tar.gz of its files; the same files give the same bytes."""
    unpacked = io.BytesIO()
    tree = open_tree(folder)
    with tarfile.open(fileobj=unpacked, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for path in tree.paths():
            content = (folder / path).read_bytes()
            member = tarfile.TarInfo(path)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return gzip.compress(unpacked.getvalue(), mtime=0)


class _Body(io.BytesIO):
    """What is sent, with a bar for how much of it has been."""

    def __init__(self, data: bytes, bar: Progress, task: TaskID) -> None:
        super().__init__(data)
        self._bar, self._task = bar, task

    def read(self, size: int | None = -1, /) -> bytes:
        """The next bytes to send."""
        part = super().read(size)
        self._bar.update(self._task, completed=self.tell() // 1024)
        if not part:
            self._bar.update(self._task, description="Checking and publishing", total=None)
        return part


def _address(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise fail(f"{url} is no address of a server.\n  Write it as in https://knowledge.example.org.")
    if parts.scheme == "http" and parts.hostname not in _LOCAL:
        raise fail("A key must not travel in the clear.\n  Write https:// before the server's name.")
    return url.rstrip("/")


def _sent(url: str, archive: bytes, headers: dict[str, str]) -> tuple[int, Any]:
    """The status and the JSON of the server's answer."""
    with progress_bar() as bar:
        task = bar.add_task("Sending (KiB)", total=len(archive) // 1024)
        body = _Body(archive, bar, task)
        request = Request(url, body, {**headers, "content-length": str(len(archive))})  # noqa: S310 -- _address looked
        try:
            with _opener().open(request, timeout=_TIMEOUT) as answer:
                if answer.headers.get_content_type() == _LINES:
                    return _followed(answer, bar, task)
                return answer.status, json.load(answer)
        except HTTPError as error:
            return error.code, _json(error.read())
        except (URLError, OSError) as error:
            reason = getattr(error, "reason", error)
            raise fail(f"The server cannot be reached: {reason}\n  Check the address after --to.") from None
        except ValueError:
            raise fail("The server answered something else than was asked.\n  Check the address after --to.") from None


def _followed(lines: Iterable[bytes], bar: Progress, task: TaskID) -> tuple[int, Any]:
    """The status that the last line stands for, and that line; the ones before move the bar."""
    with suppress(HTTPException, OSError):
        for line in takewhile(_is_whole, lines):
            told = json.loads(line)
            if "phase" not in told:
                return told["status"] if "code" in told else HTTPStatus.OK, told
            description = _PHASES.get(told["phase"], told["phase"])
            bar.update(task, description=description, completed=told["done"], total=told["total"])
    raise fail(_CUT)


def _is_whole(line: bytes) -> bool:
    return line.endswith(b"\n")


def _opener() -> OpenerDirector:
    """What follows no redirect: a key goes to the server it was meant for and to no other."""
    opener = OpenerDirector()
    for handler in (ProxyHandler, HTTPHandler, HTTPSHandler, HTTPDefaultErrorHandler, HTTPErrorProcessor):
        opener.add_handler(handler())
    return opener


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return None


def _tell_refusal(status: int, answer: Any, folder: Path) -> None:
    """Say what the server says is wrong, as `check` would where it is about the tree; always fails."""
    if not isinstance(answer, dict) or "detail" not in answer:
        raise fail(f"The server answered {status}.\n  Check the address after --to.")
    wrong = answer.get("errors", ())
    tell_problems([_problem(one["file"], one["detail"], one["pointer"]) for one in wrong if one.get("file")], folder)
    raise fail(f"{answer['detail']}\n  Release: unchanged. Problem: {answer.get('code', status)}")


def _problem(place: Any, message: str, pointer: str | None = None) -> Problem:
    return Problem(
        path=place["path"],
        line=place["line"],
        message=message,
        cure=place["cure"],
        severity=Severity(place["severity"]),
        pointer=pointer,
    )


def _tell(answer: Any) -> None:
    if not answer["created"]:
        out.print(f"Release {answer['number']} already says exactly this.")
        return
    would = "would be" if answer["dry_run"] else "is made"
    out.print(f"Release {answer['number']} {would}: {_counted(answer['changes'])}.")


def _tell_staged(answer: Any) -> None:
    staged = answer["staged"]
    if staged is None:
        out.print("The active release already says exactly this.")
        return
    out.print(f"Staged as {staged['id']} until {staged['expires_at']}: {_counted(answer['changes'])}.")


def _counted(changes: Any) -> str:
    told = [
        f"{tally['added']} added, {tally['changed']} changed, {tally['removed']} removed"
        for tally in (changes["entry"], changes["text"])
    ]
    return f"entries {told[0]}; texts {told[1]}"
