"""What came of publishing, and how two releases differ, as the admin API tells it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Final

import structlog
from fastapi import Query, Request, Response

from app.api.families import PUBLICATIONS
from app.api.metrics import metrics_of
from app.api.outputs.releases import DifferenceOut, PublicationOut, TallyOut, WarningOut
from app.api.outputs.releases import Subject as SubjectName
from app.api.publishing import tag
from app.content.problems import Problem as Mistake
from app.store.values import Change, Published, Subject, Tally

log = structlog.get_logger("app.admin")

DifferencesOffset = Annotated[int, Query(description="`next` of the page before.", ge=0, lt=1 << 31)]
DifferencesLimit = Annotated[int, Query(description="Most differences on a page.", ge=1, le=1000)]
# Table -> what the API calls what stands in it.
SUBJECTS: Final[Mapping[Subject, SubjectName]] = {
    Subject.ENTRY: "entry",
    Subject.TEXT: "text",
    Subject.SERIES: "series",
    Subject.SERIES_TEXT: "series_text",
    Subject.CATALOGUE: "catalogue",
}


def publication(
    request: Request, response: Response, published: Published, *, dry_run: bool, warnings: Iterable[Mistake] = ()
) -> PublicationOut:
    """What publishing came to, with the status and headers that say so, too."""
    is_new = published.created and not dry_run
    metrics_of(request).count(PUBLICATIONS, "rehearsed" if dry_run else "made" if is_new else "unchanged")
    if is_new:
        response.headers["location"] = f"{request.app.state.live.base_url}/v1/admin/releases/{published.number}"
        log.info("release_made", request_id=request.state.request_id, release=published.number)
    else:
        response.status_code = 200
    if not (published.created and dry_run):
        response.headers["etag"] = tag(published.number)
    return PublicationOut(
        number=published.number,
        created=published.created,
        dry_run=dry_run,
        changes=tallies(published),
        warnings=[warning(mistake) for mistake in warnings],
    )


def tallies(published: Published) -> dict[SubjectName, TallyOut]:
    """How much a release brings, changes and removes, of each sort."""
    counts = (published.entries, published.texts, published.series, published.series_texts, published.catalogue)
    return dict(zip(SUBJECTS.values(), map(_tally, counts), strict=True))


def warning(mistake: Mistake) -> WarningOut:
    """A problem that kept nothing from being published."""
    return WarningOut(
        path=mistake.path,
        line=mistake.line,
        pointer=mistake.pointer,
        severity=mistake.severity.value,
        detail=mistake.message,
        cure=mistake.cure,
    )


def _tally(tally: Tally) -> TallyOut:
    return TallyOut(added=tally.added, changed=tally.changed, removed=tally.removed)


def counted(changes: Iterable[Change]) -> dict[SubjectName, TallyOut]:
    """How many of each sort *changes* are about."""
    counts = Counter((change.subject, change.what.value) for change in changes)
    return {
        name: TallyOut(
            added=counts[subject, "added"], changed=counts[subject, "changed"], removed=counts[subject, "removed"]
        )
        for subject, name in SUBJECTS.items()
    }


def differences(changes: Sequence[Change], offset: int, limit: int) -> tuple[list[DifferenceOut], int | None]:
    """A page of what differs, and where the next one begins, if there is one."""
    end = offset + limit
    return list(map(_difference, changes[offset:end])), end if len(changes) > end else None


def _difference(change: Change) -> DifferenceOut:
    return DifferenceOut(
        subject=SUBJECTS[change.subject],
        id=change.id,
        lang=change.lang,
        what=change.what.value,
        before=change.before,
        after=change.after,
    )
