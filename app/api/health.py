"""Whether the process lives, can answer, and what it runs."""

from typing import Final

from fastapi import APIRouter, Depends, Request, Response

from app import __version__
from app.api.current import active_snapshot
from app.api.exposition import MEDIA_TYPE, exposition
from app.api.metrics import metrics_of
from app.api.operations import check_query
from app.api.outputs.collections import HealthOut, ReadinessOut, VersionOut
from app.api.problems import NotReady, UnknownParameter, documented
from app.api.readiness import parts
from app.catalogue.snapshot import Snapshot

router = APIRouter(tags=["Operations"], dependencies=[Depends(check_query)])

_UNCACHED: Final = {"cache-control": "no-store"}


@router.get("/healthz", operation_id="getHealth", response_model=HealthOut, responses=documented(UnknownParameter))
async def get_health() -> Response:
    """The process lives. Says nothing about the database; for that, ask /readyz."""
    return Response(HealthOut(status="ok").model_dump_json(), headers=_UNCACHED, media_type="application/json")


@router.get(
    "/readyz",
    operation_id="getReadiness",
    response_model=ReadinessOut,
    responses=documented(UnknownParameter, NotReady),
    dependencies=[Depends(active_snapshot)],
)
async def get_readiness(request: Request) -> Response:
    """A release is loaded, so that every read can be answered, whatever else is missing; and how well each part is."""
    found = parts(request.app.state.live, request.app.state.settings)
    is_well = all(part.status == "ok" for _, part in found)
    output = ReadinessOut(status="ok" if is_well else "degraded", parts=found)
    return Response(output.model_dump_json(), headers=_UNCACHED, media_type="application/json")


@router.get("/version", operation_id="getVersion", response_model=VersionOut, responses=documented(UnknownParameter))
async def get_version(request: Request) -> Response:
    """The program's version and the release that is served."""
    snapshot: Snapshot | None = request.app.state.live.snapshot
    output = VersionOut(
        version=__version__,
        release=snapshot.release if snapshot else None,
        digest=snapshot.digest if snapshot else None,
        published_at=snapshot.published_at if snapshot else None,
    )
    return Response(output.model_dump_json(), headers=_UNCACHED, media_type="application/json")


@router.get(
    "/metrics",
    operation_id="getMetrics",
    response_class=Response,
    responses=documented(UnknownParameter)
    | {200: {"content": {"text/plain": {"schema": {"type": "string"}}}, "description": "Prometheus's text format."}},
)
async def get_metrics(request: Request) -> Response:
    """What the server does and how well it is, in Prometheus's text format; of all its processes together."""
    return Response(exposition(metrics_of(request).summed()), headers=_UNCACHED | {"content-type": MEDIA_TYPE})
