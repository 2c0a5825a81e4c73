"""Releases for those who make them: publish an archive, list, compare, put back."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Annotated, Any, Final

import structlog
from fastapi import APIRouter, Path, Query, Request, Response
from pydantic.json_schema import SkipJsonSchema

from app.api.admin import ADMIN_PROBLEMS, Caller, needs
from app.api.bodies import read_body
from app.api.database import engine_of
from app.api.families import PUBLICATIONS
from app.api.metrics import metrics_of
from app.api.outputs.releases import (
    ComparisonOut,
    DifferenceOut,
    PublicationOut,
    ReleaseOut,
    ReleasesOut,
    TallyOut,
    WarningOut,
)
from app.api.outputs.releases import Subject as SubjectName
from app.api.problems import BodyTooLarge, Busy, ReleaseNotFound, UnsupportedMediaType, Words, documented
from app.api.publishing import (
    IfMatch,
    InvalidArchive,
    InvalidContent,
    ReleaseMoved,
    made,
    media_type_of,
    moved,
    releases_of,
    tag,
)
from app.content.archive import MEDIA_TYPES, Bounds
from app.content.problems import Problem as Mistake
from app.releases.desk import Desk, FullError
from app.releases.orders import Order
from app.store.errors import NoSuchReleaseError, ReleaseMovedError
from app.store.history import active_release, compare, find_release, releases
from app.store.keys import Scope
from app.store.rollback import rollback
from app.store.values import Change, Published, ReleaseInfo, Subject, Tally

router = APIRouter(prefix="/admin", tags=["Admin"], responses=ADMIN_PROBLEMS)
log = structlog.get_logger("app.admin")

BOUNDS: Final = Bounds()
# Seconds after which somebody who finds others publishing may try again.
_PATIENCE: Final = 10
# Table -> what the API calls what stands in it.
_SUBJECTS: Final[Mapping[Subject, SubjectName]] = {
    Subject.ENTRY: "entry",
    Subject.TEXT: "text",
    Subject.SERIES: "series",
    Subject.SERIES_TEXT: "series_text",
    Subject.CATALOGUE: "catalogue",
}
_HEADERS: Final = {
    "ETag": {"description": "Names the release; send it as `If-Match`.", "schema": {"type": "string"}},
    "Location": {"description": "The release.", "schema": {"type": "string"}},
}
_MADE: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "model": PublicationOut,
        "description": "Nothing was written: a dry run, or the active release says exactly this already.",
        "headers": {"ETag": _HEADERS["ETag"]},
    },
    201: {"description": "The new release, which is active now.", "headers": _HEADERS},
}
_ARCHIVE: Final = {
    "requestBody": {
        "required": True,
        "description": "One content tree: at most 32 MiB, 128 MiB unpacked and 50,000 files of 1 MiB.",
        "content": {media_type: {"schema": {"type": "string", "format": "binary"}} for media_type in MEDIA_TYPES},
    }
}

ReleaseNumber = Annotated[int, Path(description="Number of the release.", ge=1, lt=1 << 31)]
MessageQuery = Annotated[str, Query(description="What the release is about, for the list.", max_length=500)]


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
    found = releases(engine_of(request), before=before, limit=limit + 1)
    current = active_release(engine_of(request))
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
        info = find_release(engine_of(request), number)
    except NoSuchReleaseError:
        raise _no_release(number) from None
    return _out(info, active_release(engine_of(request)))


@router.post(
    "/releases",
    operation_id="publishRelease",
    status_code=201,
    responses=_MADE | documented(ReleaseMoved, BodyTooLarge, UnsupportedMediaType, InvalidArchive, InvalidContent),
    openapi_extra=_ARCHIVE,
)
async def publish_release(
    request: Request,
    response: Response,
    caller: Annotated[Caller, needs(Scope.RELEASES_WRITE)],
    dry_run: Annotated[bool, Query(description="Only tell what would come of it.")] = False,  # noqa: FBT002
    message: MessageQuery = "",
    if_match: IfMatch = None,
) -> PublicationOut:
    """Check a content tree and make it the active release, all of it or nothing."""
    media_type, after = media_type_of(request), releases_of(if_match)
    order = Order(
        media_type=media_type,
        message=message,
        actor=caller.actor,
        after=after,
        is_rehearsal=dry_run,
        bounds=BOUNDS,
    )
    desk: Desk = request.app.state.desk
    try:
        with desk.place():
            outcome = await desk.publish(order, await read_body(request, BOUNDS.packed))
    except FullError:
        words = Words("Others are publishing. Try again in %(seconds)s seconds.", seconds=_PATIENCE)
        raise Busy(words, headers={"retry-after": str(_PATIENCE)}) from None
    result = made(outcome)
    return _publication(request, response, result.published, dry_run=dry_run, warnings=result.warnings)


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
    offset: Annotated[int, Query(description="`next` of the page before.", ge=0, lt=1 << 31)] = 0,
    limit: Annotated[int, Query(description="Most differences on a page.", ge=1, le=1000)] = 200,
) -> ComparisonOut:
    """What a release changed, per entry and language."""
    engine = engine_of(request)
    try:
        base = since if since is not None else find_release(engine, number).base or 0
        found = compare(engine, base, number)
    except NoSuchReleaseError as error:
        raise _no_release(error.number) from None
    return ComparisonOut(
        number=number,
        since=base,
        changes=_counted(found),
        items=[_difference(change) for change in found[offset : offset + limit]],
        next=offset + limit if len(found) > offset + limit else None,
    )


@router.post(
    "/releases/{number}/activate",
    operation_id="activateRelease",
    status_code=201,
    responses=_MADE | documented(ReleaseNotFound, ReleaseMoved),
)
def activate_release(
    request: Request,
    response: Response,
    number: ReleaseNumber,
    caller: Annotated[Caller, needs(Scope.RELEASES_WRITE)],
    message: MessageQuery = "",
    if_match: IfMatch = None,
) -> PublicationOut:
    """Put a release back: make a new one that equals it, so that nothing between the two is lost."""
    try:
        published = rollback(
            engine_of(request),
            number,
            clock=lambda: datetime.now(UTC),
            message=message,
            actor=caller.actor,
            after=releases_of(if_match),
        )
    except NoSuchReleaseError:
        raise _no_release(number) from None
    except ReleaseMovedError as error:
        raise moved(error.active) from None
    return _publication(request, response, published, dry_run=False)


def _publication(
    request: Request, response: Response, published: Published, *, dry_run: bool, warnings: Iterable[Mistake] = ()
) -> PublicationOut:
    is_new = published.created and not dry_run
    metrics_of(request).count(PUBLICATIONS, "rehearsed" if dry_run else "made" if is_new else "unchanged")
    if is_new:
        response.headers["location"] = f"{request.app.state.live.base_url}/v1/admin/releases/{published.number}"
        log.info("release_made", request_id=request.state.request_id, release=published.number)
    else:
        response.status_code = 200
    if not (published.created and dry_run):
        response.headers["etag"] = tag(published.number)
    tallies = (published.entries, published.texts, published.series, published.series_texts, published.catalogue)
    return PublicationOut(
        number=published.number,
        created=published.created,
        dry_run=dry_run,
        changes=dict(zip(_SUBJECTS.values(), map(_tally, tallies), strict=True)),
        warnings=[
            WarningOut(
                path=mistake.path,
                line=mistake.line,
                pointer=mistake.pointer,
                severity=mistake.severity.value,
                detail=mistake.message,
                cure=mistake.cure,
            )
            for mistake in warnings
        ],
    )


def _tally(tally: Tally) -> TallyOut:
    return TallyOut(added=tally.added, changed=tally.changed, removed=tally.removed)


def _counted(changes: Iterable[Change]) -> dict[SubjectName, TallyOut]:
    counts = Counter((change.subject, change.what.value) for change in changes)
    return {
        name: TallyOut(
            added=counts[subject, "added"], changed=counts[subject, "changed"], removed=counts[subject, "removed"]
        )
        for subject, name in _SUBJECTS.items()
    }


def _difference(change: Change) -> DifferenceOut:
    return DifferenceOut(
        subject=_SUBJECTS[change.subject],
        id=change.id,
        lang=change.lang,
        what=change.what.value,
        before=change.before,
        after=change.after,
    )


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
