"""Puts the application together: settings, store, snapshot, routes, the front."""

import contextlib
from collections.abc import AsyncIterator

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp

from app.api import documentation, health, problem_pages, routes
from app.api.front import Front
from app.api.logs import configure_logging
from app.api.operations import Operations
from app.api.problems import Problem
from app.api.telling import describe, tell, tell_crash, tell_http, tell_invalid
from app.catalogue.live import Live
from app.settings import Settings


def create_app(settings: Settings | None = None) -> ASGIApp:
    """The application as an ASGI server runs it."""
    settings = settings or Settings()
    configure_logging(settings.log_level, settings.log_format)
    app = create_api(settings)
    return Front(app, describe=describe, methods=app.state.operations.methods)


def create_api(settings: Settings) -> FastAPI:
    """The routes without the front, for tests and for the OpenAPI document."""

    @contextlib.asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        live: Live = app.state.live
        async with live.running():
            yield

    app = FastAPI(
        title="Service knowledge",
        version=health.program_version(),
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
        exception_handlers={
            Exception: tell_crash,
            Problem: tell,
            HTTPException: tell_http,
            RequestValidationError: tell_invalid,
        },
    )
    app.state.live = Live(settings)
    app.state.operations = Operations(app)
    app.include_router(routes.v1())
    for module in (health, problem_pages, documentation):
        app.include_router(module.router)
    documentation.describe(app)
    return app
