"""The API as an application: its routes, its error handlers, its snapshot; without the front and without pages."""

import contextlib
import sqlite3
from collections.abc import AsyncIterator

import msgspec
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from app import __version__
from app.api import documentation, health, problem_pages, routes, security_txt
from app.api.database import Database
from app.api.exposition import of_the_process, of_the_release
from app.api.housekeeping import Housekeeping
from app.api.limits import Limits
from app.api.metrics import Metrics
from app.api.operations import Operations
from app.api.problems import Problem
from app.api.routes import embeds
from app.api.searching import SearchableLive
from app.api.telling import (
    tell,
    tell_crash,
    tell_crowded,
    tell_damaged,
    tell_ended,
    tell_gone,
    tell_http,
    tell_invalid,
    tell_store,
)
from app.catalogue.generation import DamagedFileError
from app.catalogue.processes import EndedError
from app.catalogue.turns import CrowdedError
from app.exports.shelf import Shelf
from app.releases.desk import Desk
from app.settings import Settings
from app.store.errors import StoreError


def create_api(settings: Settings) -> FastAPI:
    """Every route of the API; its lifespan loads the active release and follows it."""
    metrics = Metrics(settings.metrics_dir)

    @contextlib.asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        live: SearchableLive = app.state.live
        async with live.running(), app.state.housekeeping.running(), metrics.running():
            yield
        app.state.database.close()

    app = FastAPI(
        title="Service knowledge",
        version=__version__,
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
            StoreError: tell_store,
            EndedError: tell_ended,
            CrowdedError: tell_crowded,
            ClientDisconnect: tell_gone,
            **dict.fromkeys((DamagedFileError, sqlite3.DatabaseError, msgspec.DecodeError), tell_damaged),
        },
    )
    app.state.settings = settings
    app.state.metrics = metrics
    app.state.live = SearchableLive(settings)
    metrics.ask(of_the_release(app.state.live, settings))
    metrics.ask(of_the_process)
    app.state.database = Database(settings)
    app.state.limits = Limits(settings)
    app.state.housekeeping = Housekeeping(settings, app.state.live)
    app.state.frame_ancestors = settings.frame_ancestors
    app.state.desk = Desk(settings.database_url)
    app.state.shelf = Shelf(settings.data_dir / "exports")
    app.state.operations = Operations(app)
    app.include_router(routes.v1())
    app.include_router(routes.feeds.well_known)
    for module in (health, security_txt, problem_pages, documentation, embeds):
        app.include_router(module.router)
    documentation.describe(app)
    return app
