"""The site's style sheet and script, at addresses that change with their bytes."""

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from fastapi import APIRouter, HTTPException, Response

router = APIRouter(include_in_schema=False)

_FOLDER: Final = Path(__file__).parent / "static"
_TYPES: Final = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
_FOR_EVER: Final = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class Asset:
    """A file with the name it is served under."""

    name: str
    media_type: str
    body: bytes

    @property
    def path(self) -> str:
        """Where it is served."""
        return f"/assets/{self.name}"


@cache
def assets() -> dict[str, Asset]:
    """Every file of the site by its own name."""
    return {path.name: _read(path) for path in sorted(_FOLDER.iterdir()) if path.suffix in _TYPES}


def _read(path: Path) -> Asset:
    body = path.read_bytes()
    digest = hashlib.blake2b(body, digest_size=6).hexdigest()
    return Asset(f"{path.stem}-{digest}{path.suffix}", _TYPES[path.suffix], body)


@router.get("/assets/{name}")
async def get_asset(name: str) -> Response:
    """A file of the site as it is now; former ones are gone."""
    found = next((asset for asset in assets().values() if asset.name == name), None)
    if found is None:
        raise HTTPException(404)
    headers = {"cache-control": _FOR_EVER, "etag": f'"{found.name}"', "content-security-policy": "default-src 'none'"}
    return Response(found.body, headers=headers, media_type=found.media_type)
