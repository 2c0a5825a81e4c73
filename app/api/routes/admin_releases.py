"""Releases for those who make them: publish an archive, list, compare, put back."""

from datetime import UTC, datetime
from typing import Annotated

import structlog
from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel
from pydantic.json_schema import SkipJsonSchema

from app import store
from app.api.admin import ADMIN_PROBLEMS, Caller, needs
from app.api.database import engine_of
from app.api.ordering import ARCHIVE, PublishingTerms, order_of
from app.api.outputs.releases import (
    ComparisonOut,
    PublicationOut,
    ReleaseOut,
    ReleasesOut,
)
from app.api.present.releases import DifferencesLimit, DifferencesOffset, counted, differences, publication
from app.api.problems import BodyTooLarge, ReleaseNotFound, UnsupportedMediaType, Words, documented
from app.api.publishing import (
    MADE,
    MADE_IN_STEPS,
    InvalidArchive,
    InvalidContent,
    ReleaseMoved,
    delivered,
    made,
    moved,
    tag,
)
from app.releases.orders import Outcome
from app.store.errors import NoSuchReleaseError, ReleaseMovedError
from app.store.values import ReleaseInfo, Scope

router = APIRouter(prefix="/admin", tags=["Admin"], responses=ADMIN_PROBLEMS)
log = structlog.get_logger("app.admin")

ReleaseNumber = Annotated[int, Path(description="Number of the release.", ge=1, lt=1 << 31)]


@router.get("/releases", operation_id="listReleases")
def list_releases(
    request: Request,
    response: Response,
    _caller: Annotated[Caller, needs(Scope.RELEASES_READ)],
    before: Annotated[
        int | SkipJsonSchema[None], Query(description="`next` of the page before.", ge=1, lt=1 << 31)
    ] = None,
    limit: Annotated[int, Query(description="Most releases on a page.", ge=1, le=200)] = 50,
) -> ReleasesOut:
    """The releases, newest first; the `ETag` names the active one."""
    found = store.history.releases(engine_of(request), before=before, limit=limit + 1)
    current = store.history.active_release(engine_of(request))
    if current is not None:
        response.headers["etag"] = tag(current.number)
    items = [_out(info, current) for info in found[:limit]]
    return ReleasesOut(items=items, next=items[-1].number if len(found) > limit else None)


@router.get("/releases/{number}", operation_id="getRelease", responses=documented(ReleaseNotFound))
def get_release(
    request: Request, number: ReleaseNumber, _caller: Annotated[Caller, needs(Scope.RELEASES_READ)]
) -> ReleaseOut:
    """One release."""
    try:
        info = store.history.find_release(engine_of(request), number)
    except NoSuchReleaseError:
        raise _no_release(number) from None
    return _out(info, store.history.active_release(engine_of(request)))


@router.post(
    "/releases",
    operation_id="publishRelease",
    status_code=201,
    response_model=PublicationOut,
    responses=MADE_IN_STEPS
    | documented(ReleaseMoved, BodyTooLarge, UnsupportedMediaType, InvalidArchive, InvalidContent),
    openapi_extra=ARCHIVE,
)
async def publish_release(
    request: Request,
    response: Response,
    terms: PublishingTerms,
    dry_run: Annotated[bool, Query(description="Only tell what would come of it.")] = False,  # noqa: FBT002
) -> BaseModel | Response:
    """Check a content tree and make it the active release, all of it or nothing.

    With `Accept: application/x-ndjson` its progress is told while it goes on, a line of JSON each; the last line is the
    answer.
    """
    order = order_of(request, terms, is_rehearsal=dry_run)

    async def conclude(outcome: Outcome) -> PublicationOut:
        result = made(outcome)
        return publication(request, response, result.published, dry_run=dry_run, warnings=result.warnings)

    return await delivered(request, order, conclude)


@router.get("/releases/{number}/changes", operation_id="compareReleases", responses=documented(ReleaseNotFound))
def compare_releases(
    request: Request,
    number: ReleaseNumber,
    _caller: Annotated[Caller, needs(Scope.RELEASES_READ)],
    since: Annotated[
        int | SkipJsonSchema[None],
        Query(
            description="The release to compare with, 0 for the time before the first; without it, the one before.",
            ge=0,
            lt=1 << 31,
        ),
    ] = None,
    offset: DifferencesOffset = 0,
    limit: DifferencesLimit = 200,
) -> ComparisonOut:
    """What a release changed, per entry and language."""
    engine = engine_of(request)
    try:
        base = since if since is not None else store.history.find_release(engine, number).base or 0
        found = store.history.compare(engine, base, number)
    except NoSuchReleaseError as error:
        raise _no_release(error.number) from None
    items, following = differences(found, offset, limit)
    return ComparisonOut(number=number, since=base, changes=counted(found), items=items, next=following)


@router.post(
    "/releases/{number}/activate",
    operation_id="activateRelease",
    status_code=201,
    responses=MADE | documented(ReleaseNotFound, ReleaseMoved),
)
def activate_release(
    request: Request, response: Response, number: ReleaseNumber, terms: PublishingTerms
) -> PublicationOut:
    """Put a release back: make a new one that equals it, so that nothing between the two is lost."""
    try:
        published = store.rollback.rollback(
            engine_of(request),
            number,
            clock=lambda: datetime.now(UTC),
            message=terms.message,
            actor=terms.actor,
            after=terms.after,
        )
    except NoSuchReleaseError:
        raise _no_release(number) from None
    except ReleaseMovedError as error:
        raise moved(error.active) from None
    return publication(request, response, published, dry_run=False)


def _out(info: ReleaseInfo, current: ReleaseInfo | None) -> ReleaseOut:
    return ReleaseOut(
        number=info.number,
        digest=info.digest,
        created_at=info.created_at,
        message=info.message,
        base=info.base,
        restores=info.restores,
        is_active=current is not None and info.number == current.number,
    )


def _no_release(number: int | None) -> ReleaseNotFound:
    return ReleaseNotFound(Words("There is no release %(number)s.", number=number))
