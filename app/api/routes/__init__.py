"""One router a resource, in the order in which the documentation lists them."""

from fastapi import APIRouter, Depends

from app.api.operations import check_query
from app.api.routes import (
    admin_feedback,
    admin_keys,
    admin_releases,
    admin_staged,
    alphabet,
    changes,
    coverage,
    entries,
    exports,
    feedback,
    feedback_forms,
    feeds,
    figures,
    graph,
    kinds,
    languages,
    search,
    series,
    slugs,
)

ROUTERS = (
    entries,
    figures,
    slugs,
    search,
    series,
    alphabet,
    kinds,
    languages,
    coverage,
    graph,
    changes,
    exports,
    feeds,
    feedback,
    feedback_forms,
    admin_feedback,
    admin_keys,
    admin_releases,
    admin_staged,
)


def v1() -> APIRouter:
    """Everything under /v1."""
    router = APIRouter(prefix="/v1", dependencies=[Depends(check_query)])
    for module in ROUTERS:
        router.include_router(module.router)
    return router
