"""Which release a request is answered from."""

from typing import Annotated

from fastapi import Depends, Request

from app.api.problems import NotReady, Words
from app.catalogue.snapshot import Snapshot


async def current_snapshot(request: Request) -> Snapshot:
    """The snapshot that was active when the request came in; raises NotReady before the first release."""
    snapshot: Snapshot | None = request.app.state.live.snapshot
    if snapshot is None:
        raise NotReady(
            Words("No release has been published yet. Publish the content first."), headers={"retry-after": "5"}
        )
    return snapshot


CurrentSnapshot = Annotated[Snapshot, Depends(current_snapshot)]
