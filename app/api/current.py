"""Which release a request is answered from: the active one, unless the request names another.

Asking for `CurrentSnapshot` gives an endpoint the parameter `release`, and its answer the caching rules and the link
that follow from it; what is about the present alone asks for `ActiveSnapshot`.
"""

from typing import Annotated, Final
from urllib.parse import quote

from fastapi import Depends, Query, Request
from pydantic import StringConstraints, WithJsonSchema
from pydantic.json_schema import SkipJsonSchema

from app.api.parameters import query_without, with_query
from app.api.previews import SCOPE, STAGED_NAME, staged_snapshot
from app.api.problems import NotReady, Preparing, ReleaseNotFound, Words
from app.catalogue.pinned import PIN
from app.catalogue.snapshot import Snapshot, Standing
from app.store.errors import NoSuchReleaseError

# What an endpoint can answer besides, if a release can be named; the documentation adds them wherever one can.
PIN_PROBLEMS: Final = (ReleaseNotFound, Preparing)
RELEASE_NAME: Final = rf"^(?:[1-9][0-9]{{0,8}}|{STAGED_NAME})$"
# Most name a number, and clients made from the document have it so.
_SCHEMA: Final = {
    "anyOf": [{"type": "integer", "minimum": 1}, {"type": "string", "pattern": f"^{STAGED_NAME}$"}],
    "examples": [12],
}
ReleaseName = Annotated[str, StringConstraints(pattern=RELEASE_NAME), WithJsonSchema(_SCHEMA)]
ReleaseQuery = Annotated[
    ReleaseName | SkipJsonSchema[None],
    Query(
        alias=PIN,
        description="Answer from this release instead of the active one, by number. Links in the answer stay in it. "
        f"Editors also name a staged one, with a key that has the scope `{SCOPE.value}`.",
    ),
]


async def active_snapshot(request: Request) -> Snapshot:
    """The snapshot that was active when the request came in; raises NotReady before the first release."""
    snapshot: Snapshot | None = request.app.state.live.snapshot
    if snapshot is None:
        raise NotReady(
            Words("No release has been published yet. Publish the content first."), headers={"retry-after": "5"}
        )
    return snapshot


ActiveSnapshot = Annotated[Snapshot, Depends(active_snapshot)]


async def current_snapshot(request: Request, active: ActiveSnapshot, release: ReleaseQuery = None) -> Snapshot:
    """The release that the request names, the active one if it names none."""
    if release is None:
        return active
    snapshot = await named_snapshot(request, release)
    if snapshot.standing is Standing.FORMER:
        newest = active.lasting_url(with_query(quote(request.scope["path"]), query_without(request, PIN)))
        request.state.headers["link"] = f'<{newest}>; rel="latest-version"'
    return snapshot


CurrentSnapshot = Annotated[Snapshot, Depends(current_snapshot)]


async def named_snapshot(request: Request, name: str) -> Snapshot:
    """The release called *name*; raises ReleaseNotFound, or CrowdedError if it has to be prepared first."""
    if not name.isdecimal():
        staged = await staged_snapshot(request, name)
        if staged is None:
            words = Words(
                "There is no release “%(name)s”. One that is not published can be read only with a key that has the "
                "scope “%(scope)s”.",
                name=name.partition(".")[0],
                scope=SCOPE.value,
            )
            raise ReleaseNotFound(words)
        return staged
    try:
        snapshot: Snapshot = await request.app.state.live.release(int(name))
    except NoSuchReleaseError:
        raise ReleaseNotFound(Words("There is no release %(number)s.", number=name)) from None
    return snapshot
