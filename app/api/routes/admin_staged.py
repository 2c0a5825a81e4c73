"""Staged releases for those who make them: stage an archive, look at it, compare, publish, discard."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Final

import structlog
from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel

from app import store
from app.api.admin import ADMIN_PROBLEMS, Caller, needs
from app.api.database import database_of, engine_of
from app.api.ordering import ARCHIVE, PublishingTerms, order_of
from app.api.outputs.releases import (
    PreviewOut,
    PreviewPageOut,
    PublicationOut,
    StagedComparisonOut,
    StagedListOut,
    StagedOut,
    StagingOut,
)
from app.api.present.releases import (
    DifferencesLimit,
    DifferencesOffset,
    counted,
    differences,
    publication,
    tallies,
    warning,
)
from app.api.problems import BodyTooLarge, Preparing, ReleaseNotFound, UnsupportedMediaType, Words, documented
from app.api.progress import lined
from app.api.publishing import (
    MADE,
    MADE_IN_STEPS,
    InvalidArchive,
    InvalidContent,
    ReleaseMoved,
    StagedBehind,
    StagedFull,
    delivered,
    kept,
    made,
    not_staged,
    tag,
)
from app.catalogue.cards import Card
from app.catalogue.generation import SeriesRecord
from app.catalogue.pinned import Pinned
from app.catalogue.snapshot import Snapshot, Standing
from app.embeds import embed_path
from app.releases.orders import Moved, Outcome, StagedOrder
from app.store.errors import IdsVanishedError, NoSuchStagedReleaseError
from app.store.values import Change, ReleaseInfo, Scope, Staged, Subject, What

router = APIRouter(prefix="/admin/staged-releases", tags=["Admin"], responses=ADMIN_PROBLEMS)
log = structlog.get_logger("app.admin")

MOST_PAGES: Final = 200
_STAGED: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "model": StagingOut,
        "description": "It is staged already, or the active release says exactly this. "
        "With lines, whatever comes of it.",
        "content": lined(StagingOut),
    },
    201: {"description": "It is staged.", "headers": {"Location": MADE[201]["headers"]["Location"]}},
}

StagedId = Annotated[
    str, Path(description="Name of the staged release.", examples=["s-0a1b2c3d4e5f"], pattern=r"^s-[0-9a-f]{12}$")
]


@router.post(
    "",
    operation_id="stageRelease",
    status_code=201,
    response_model=StagingOut,
    responses=_STAGED
    | documented(ReleaseMoved, StagedFull, BodyTooLarge, UnsupportedMediaType, InvalidArchive, InvalidContent),
    openapi_extra=ARCHIVE,
)
async def stage_release(
    request: Request,
    response: Response,
    terms: PublishingTerms,
    days: Annotated[int, Query(description="Days until it is forgotten.", ge=1, le=90)] = 14,
) -> BaseModel | Response:
    """Check a content tree and keep it, to be looked at before it is published; the public sees nothing of it.

    Progress is told as by `POST /v1/admin/releases`.
    """
    order = order_of(request, terms, staged_days=days)

    async def conclude(outcome: Outcome) -> StagingOut:
        result = kept(outcome)
        staged = result.staging.staged
        if not result.staging.is_new:
            response.status_code = 200
        if staged is not None:
            response.headers["location"] = f"{request.app.state.live.base_url}/v1/admin/staged-releases/{staged.id}"
            log.info("release_staged", request_id=request.state.request_id, staged=staged.id)
        active = await database_of(request).read(store.history.active_release)
        return StagingOut(
            staged=None if staged is None else _out(staged, active),
            changes=tallies(result.staging.published),
            warnings=[warning(mistake) for mistake in result.warnings],
        )

    return await delivered(request, order, conclude)


@router.get("", operation_id="listStagedReleases")
def list_staged_releases(request: Request, _caller: Annotated[Caller, needs(Scope.RELEASES_READ)]) -> StagedListOut:
    """What is staged, newest first."""
    active = store.history.active_release(engine_of(request))
    found = store.staged.all_staged(engine_of(request), datetime.now(UTC))
    return StagedListOut(items=[_out(one, active) for one in found])


@router.get("/{name}", operation_id="getStagedRelease", responses=documented(ReleaseNotFound))
def get_staged_release(
    request: Request, name: StagedId, _caller: Annotated[Caller, needs(Scope.RELEASES_READ)]
) -> StagedOut:
    """One staged release."""
    active = store.history.active_release(engine_of(request))
    try:
        return _out(store.staged.find_staged(engine_of(request), name, datetime.now(UTC)), active)
    except NoSuchStagedReleaseError:
        raise not_staged(name) from None


@router.get(
    "/{name}/changes",
    operation_id="compareStagedRelease",
    responses=documented(ReleaseNotFound, StagedBehind),
)
def compare_staged_release(
    request: Request,
    name: StagedId,
    _caller: Annotated[Caller, needs(Scope.RELEASES_READ)],
    offset: DifferencesOffset = 0,
    limit: DifferencesLimit = 200,
) -> StagedComparisonOut:
    """What publishing it now would change, per entry and language."""
    number, found = _compared(request, name)
    items, following = differences(found, offset, limit)
    return StagedComparisonOut(id=name, since=number, changes=counted(found), items=items, next=following)


@router.post(
    "/{name}/preview",
    operation_id="previewStagedRelease",
    responses=documented(ReleaseNotFound, StagedBehind, Preparing),
)
async def preview_staged_release(
    request: Request,
    name: StagedId,
    _caller: Annotated[Caller, needs(Scope.RELEASES_READ)],
    minutes: Annotated[int, Query(description="Minutes for which the addresses are good.", ge=1, le=24 * 60)] = 60,
) -> PreviewOut:
    """Addresses that show it in a browser for a while, to whoever has them; they end with the staged release."""
    database = database_of(request)
    _, found = await database.read(lambda _engine: _compared(request, name))
    try:
        signed, until = await database.read(
            lambda engine: store.staged.sign(engine, name, now=datetime.now(UTC), lives=timedelta(minutes=minutes))
        )
    except NoSuchStagedReleaseError:
        raise not_staged(name) from None
    snapshot = Pinned(await request.app.state.live.staged(name, name), signed, Standing.STAGED)
    return PreviewOut(release=signed, expires_at=until, pages=_pages(snapshot, found))


@router.delete("/{name}", operation_id="discardStagedRelease", status_code=204, responses=documented(ReleaseNotFound))
def discard_staged_release(
    request: Request, name: StagedId, caller: Annotated[Caller, needs(Scope.RELEASES_WRITE)]
) -> Response:
    """Forget it."""
    try:
        store.staged.discard(engine_of(request), name, now=datetime.now(UTC), actor=caller.actor)
    except NoSuchStagedReleaseError:
        raise not_staged(name) from None
    return Response(status_code=204)


@router.post(
    "/{name}/publish",
    operation_id="publishStagedRelease",
    status_code=201,
    response_model=PublicationOut,
    responses=MADE_IN_STEPS | documented(ReleaseNotFound, StagedBehind, ReleaseMoved, InvalidContent),
)
async def publish_staged_release(
    request: Request,
    response: Response,
    name: StagedId,
    terms: PublishingTerms,
) -> BaseModel | Response:
    """Make it the active release; without `If-Match` only if nothing has been published since it was staged.

    Progress is told as by `POST /v1/admin/releases`.
    """
    order = StagedOrder(
        name=name,
        message=terms.message,
        actor=terms.actor,
        after=None if terms.is_for_any else terms.after,
        is_anywhere=terms.is_for_any,
    )

    async def conclude(outcome: Outcome) -> PublicationOut:
        if isinstance(outcome, Moved) and terms.if_match is None:
            words = Words("Release %(active)s has been published since this was staged.", active=outcome.active)
            raise StagedBehind(words, headers={} if outcome.active is None else {"etag": tag(outcome.active)})
        return publication(request, response, made(outcome).published, dry_run=False)

    return await delivered(request, order, conclude)


def _compared(request: Request, name: str) -> tuple[int, tuple[Change, ...]]:
    """The number of the active release, and what would be different; raises ReleaseNotFound or StagedBehind."""
    try:
        _, active, found = store.staged.compare_staged(engine_of(request), name, datetime.now(UTC))
    except NoSuchStagedReleaseError:
        raise not_staged(name) from None
    except IdsVanishedError as error:
        words = Words("It is silent about what has been published since: %(ids)s.", ids=", ".join(error.ids)[:500])
        raise StagedBehind(words) from None
    return active.number if active else 0, found


def _pages(snapshot: Snapshot, changes: tuple[Change, ...]) -> list[PreviewPageOut]:
    """Where each text that is new or changed can be read."""
    known: dict[Subject, Mapping[str, Card | SeriesRecord]] = {
        Subject.TEXT: snapshot.cards,
        Subject.SERIES_TEXT: snapshot.series,
    }
    pages = []
    for change in changes:
        what = known[change.subject].get(change.id) if change.subject in known else None
        if what is not None and change.lang is not None and change.what is not What.REMOVED:
            url = snapshot.url(embed_path(snapshot, what, change.lang))
            pages.append(PreviewPageOut(id=change.id, lang=change.lang, url=url))
    return pages[:MOST_PAGES]


def _out(one: Staged, active: ReleaseInfo | None) -> StagedOut:
    return StagedOut(
        id=one.id,
        base=one.base,
        digest=one.digest,
        created_at=one.created_at,
        expires_at=one.expires_at,
        created_by=one.created_by,
        message=one.message,
        is_behind=one.base != (active.number if active else None),
    )
