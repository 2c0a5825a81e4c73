"""Exports: the release as files, whole or in part."""

from email.utils import format_datetime
from http import HTTPStatus
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic.json_schema import SkipJsonSchema

from app.api.answers import answer, caching
from app.api.conditions import is_unchanged
from app.api.current import CurrentSnapshot
from app.api.outputs.exports import ExportOut, ExportsOut
from app.api.parameters import (
    MOST_IDS,
    KindsQuery,
    SeriesQuery,
    check_parts,
    invalid,
    not_one_of,
    query_without,
    split_ids,
)
from app.api.problems import (
    DiskUnwritable,
    ExportTooLarge,
    Interrupted,
    InvalidParameter,
    NotFound,
    NotReady,
    RangeNotSatisfiable,
    UnknownParameter,
    Words,
    documented,
)
from app.api.ranges import RangedFile
from app.api.routes.changes import write_cursor
from app.catalogue.pinned import PIN
from app.catalogue.snapshot import Snapshot, Standing
from app.exports import EXPORTS, Export
from app.exports.selection import Selection, Wanted
from app.exports.shelf import Kept, Shelf
from app.store.values import Position

router = APIRouter(prefix="/exports", tags=["Exports"])

MOST_ENTRIES = 500
MOST_BYTES = 25_000_000
# A named release never changes; the file of the active one is looked at again after a minute.
_FOR_EVER = "public, max-age=31536000, immutable"
_SHORTLY = "public, max-age=60, stale-if-error=604800"

LangQuery = Annotated[
    str | SkipJsonSchema[None],
    Query(
        description="Only texts written in this language; nothing stands in for a missing one. A package needs it, "
        "and is for readers of it: where it has no text, another language stands in and is marked.",
        max_length=64,
    ),
]
IdsQuery = Annotated[
    str | SkipJsonSchema[None],
    Query(alias="id", description=f"Only these entries, separated by commas; at most {MOST_IDS}.", max_length=20_000),
]
_TEXT: dict[str, Any] = {"type": "string"}
# What a program that knows JSON reads as more than text.
_SCHEMAS: dict[str, dict[str, Any]] = {
    "csl.json": {"type": "array", "items": {"type": "object"}},
    "skos.jsonld": {"type": "object"},
}
_FILES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The file.",
        "content": {export.media_type: {"schema": _SCHEMAS.get(name, _TEXT)} for name, export in EXPORTS.items()},
    },
    206: {"description": "The part of the file that `Range` asked for."},
    304: {"description": "What the client has (`If-None-Match`) is still right."},
}


@router.get(
    "",
    operation_id="listExports",
    response_model=ExportsOut,
    responses=documented(UnknownParameter, NotReady, DiskUnwritable, Interrupted),
)
async def list_exports(request: Request, snapshot: CurrentSnapshot) -> Response:
    """Every format of a release, with size, checksum and an address that never changes its content."""
    shelf: Shelf = request.app.state.shelf
    items = [
        _described(snapshot, name, await shelf.export(snapshot, name, Wanted()))
        for name, export in EXPORTS.items()
        if not export.packaged
    ]
    output = ExportsOut(
        release=snapshot.release,
        digest=snapshot.digest,
        published_at=snapshot.published_at,
        licence=snapshot.licence,
        changes=snapshot.lasting_url(f"/v1/changes?since={write_cursor(Position(snapshot.release))}"),
        items=items,
    )
    return answer(snapshot, output)


@router.get(
    "/{format}",
    operation_id="getExport",
    response_class=Response,
    responses={
        **_FILES,
        **documented(
            UnknownParameter,
            InvalidParameter,
            NotFound,
            ExportTooLarge,
            RangeNotSatisfiable,
            NotReady,
            DiskUnwritable,
            Interrupted,
        ),
    },
)
async def get_export(
    request: Request,
    snapshot: CurrentSnapshot,
    name: Annotated[str, Path(alias="format", description="A format that /v1/exports lists.", examples=["csv"])],
    lang: LangQuery = None,
    kinds: KindsQuery = None,
    series: SeriesQuery = None,
    ids: IdsQuery = None,
) -> Response:
    """A release as a file, or the part of it that is wanted. Ranges can be asked for."""
    export = EXPORTS.get(name)
    if export is None:
        raise NotFound(
            Words("There is no export “%(name)s”. There are: %(formats)s.", name=name, formats=", ".join(EXPORTS))
        )
    wanted = _wanted(snapshot, lang, kinds, series, ids)
    if export.packaged:
        _check_package(snapshot, wanted)
    kept = await request.app.state.shelf.export(snapshot, name, wanted)
    if export.packaged and kept.size > MOST_BYTES:
        raise _too_large()
    return _file(request, snapshot, name, kept, wanted)


def _wanted(
    snapshot: Snapshot, lang: str | None, kinds: list[str] | None, series: str | None, ids: str | None
) -> Wanted:
    choice = snapshot.negotiator.choose(lang) if lang is not None else None
    if lang is not None and choice is None:
        raise not_one_of(lang, snapshot.locales, parameter="lang")
    check_parts(snapshot, kinds, series)
    chosen = split_ids([ids or ""], parameter="id")
    unknown = [entry_id for entry_id in chosen if entry_id not in snapshot.cards]
    if unknown:
        raise invalid("id", Words("There is no entry “%(id)s”.", id=unknown[0][:200]))
    return Wanted(
        lang=choice.lang if choice else None,
        kinds=tuple(sorted(set(kinds or ()))),
        series=series,
        ids=tuple(sorted(chosen)),
    )


def _check_package(snapshot: Snapshot, wanted: Wanted) -> None:
    """Raise a problem unless *wanted* says whom the package is for, and is neither nothing nor too much."""
    if wanted.lang is None:
        languages = tuple(snapshot.locales)
        words = Words("A package needs `lang`, one of: %(languages)s.", languages=", ".join(languages))
        raise invalid("lang", words, available=languages)
    count = len(Selection(snapshot, wanted).cards())
    if count == 0:
        raise NotFound(Words("No entry fits all of this."))
    if count > MOST_ENTRIES:
        raise _too_large()


def _too_large() -> ExportTooLarge:
    return ExportTooLarge(
        Words(
            "A package holds at most %(entries)s entries and %(bytes)s bytes. Choose by series, kind or id.",
            entries=MOST_ENTRIES,
            bytes=MOST_BYTES,
        )
    )


def _described(snapshot: Snapshot, name: str, kept: Kept) -> ExportOut:
    export = EXPORTS[name]
    return ExportOut(
        format=name,
        about=export.about,
        media_type=export.media_type,
        file_name=file_name(snapshot, export, Wanted()),
        size=kept.size,
        sha256=kept.sha256,
        url=snapshot.url(f"/v1/exports/{name}?{urlencode({PIN: snapshot.pin or snapshot.name})}"),
    )


def file_name(snapshot: Snapshot, export: Export, wanted: Wanted) -> str:
    """What a browser saves the file as."""
    lang = f"-{wanted.lang}" if export.packaged else ""
    return f"service-knowledge-{snapshot.name}{lang}.{export.extension}"


def _file(request: Request, snapshot: Snapshot, name: str, kept: Kept, wanted: Wanted) -> Response:
    export = EXPORTS[name]
    headers = {
        "etag": f'"{kept.sha256[:32]}"',
        "cache-control": _caching(snapshot),
        "last-modified": format_datetime(snapshot.published_at, usegmt=True),
        "content-disposition": f'attachment; filename="{file_name(snapshot, export, wanted)}"',
        "content-security-policy": "sandbox; default-src 'none'",
        "content-location": snapshot.url(f"{request.url.path}?{_query(request, snapshot)}"),
    }
    condition = request.headers.get("if-none-match")
    if condition is not None and is_unchanged(condition, headers["etag"]):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    return RangedFile(kept.path, kept.size, asked=request.headers, headers=headers, media_type=export.media_type)


def _caching(snapshot: Snapshot) -> str:
    if snapshot.standing is Standing.STAGED:
        return caching(snapshot)
    return _SHORTLY if snapshot.pin is None else _FOR_EVER


def _query(request: Request, snapshot: Snapshot) -> str:
    return urlencode([*query_without(request, PIN), (PIN, snapshot.pin or snapshot.name)])
