"""The preview for editors: open pages reload when a file is saved, and an entry shows what `check` says of it.

`serve --watch` writes what the check found into a file beside the releases' files; the pages read it from there.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Final

import orjson
from fastapi import APIRouter, HTTPException, Request, Response

from app.catalogue.snapshot import Snapshot
from app.domain.kinds import KINDS
from app.web.visit import serving

router = APIRouter(include_in_schema=False)

FILE: Final = "preview.json"
_FOLDERS: Final = {folder: kind.kind for folder, kind in KINDS.items()}


@dataclass(frozen=True, slots=True)
class Found:
    """What the check says: of one entry, and how many errors keep the whole tree from being published."""

    own: list[str]
    errors: int


class Preview:
    """What the check found last, in the file that `serve --watch` keeps."""

    def __init__(self, data_dir: Path) -> None:
        self._path = data_dir / FILE

    def state(self, snapshot: Snapshot | None) -> str:
        """Moves whenever an open page may have changed."""
        saved = self._path.stat().st_mtime_ns if self._path.exists() else 0
        return f"{snapshot.release if snapshot else 0}-{saved}"

    def found(self, kind: str, entry_id: str) -> Found:
        """What the check says of an entry in any language, and of the tree."""
        problems = self._problems()
        own = [_told(problem) for problem in problems if _owner(str(problem["path"])) == (kind, entry_id)]
        return Found(own, sum(problem["severity"] == "error" for problem in problems))

    def _problems(self) -> list[Mapping[str, Any]]:
        if not self._path.exists():
            return []
        problems: list[Mapping[str, Any]] = orjson.loads(self._path.read_bytes())
        return problems


def keep(data_dir: Path, problems: Iterable[Mapping[str, Any]]) -> None:
    """Write down what the check found, whole or not at all."""
    data_dir.mkdir(parents=True, exist_ok=True)
    written = data_dir / f".{FILE}"
    written.write_bytes(orjson.dumps(list(problems)))
    written.replace(data_dir / FILE)


def preview_of(request: Request) -> Preview | None:
    """The preview, where pages are one."""
    preview: Preview | None = getattr(request.app.state, "preview", None)
    return preview


@router.get("/preview")
async def get_preview(request: Request) -> Response:
    """What an open page compares with what it was made of."""
    preview = preview_of(request)
    if preview is None:
        raise HTTPException(404)
    return Response(preview.state(serving(request).snapshot), headers={"cache-control": "no-store"})


def _owner(path: str) -> tuple[str, str] | None:
    """Kind and id of the entry that a file of the tree is about."""
    steps = PurePosixPath(path)
    kind = _FOLDERS.get(steps.parent.name)
    return None if kind is None else (kind, steps.stem)


def _told(problem: Mapping[str, Any]) -> str:
    line = f":{problem['line']}" if problem["line"] else ""
    kind = "" if problem["severity"] == "error" else "warning: "
    return f"{problem['path']}{line}: {kind}{problem['message']}\n{problem['cure']}"
