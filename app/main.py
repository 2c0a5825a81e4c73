"""Puts the application together: the API, the pages, and the front before them."""
# ruff: noqa: E402 - the collector is told first

import gc
import sys

# Nothing of what is imported is ever garbage; to look for some meanwhile takes an eighth of the time to start.
gc.disable()

from starlette.types import ASGIApp

from app.api.application import create_api
from app.api.direct import Direct
from app.api.exposition import of_the_front
from app.api.front import Front
from app.api.front.about import told_to
from app.api.front.access_log import access_log
from app.api.logs import configure_logging
from app.api.telling import describe
from app.settings import Settings
from app.web.pages import router as pages
from app.web.preview import Preview

gc.freeze()
gc.enable()
# In seconds: a thread that loads a release gives way to requests after this, instead of after five times as long.
sys.setswitchinterval(0.001)


def create_app(settings: Settings | None = None) -> ASGIApp:
    """The application as an ASGI server runs it (`uvicorn --factory app.main:create_app`)."""
    settings = settings or Settings()
    configure_logging(settings.log_level, settings.log_format)
    app = create_api(settings)
    app.include_router(pages)
    app.state.preview = Preview(settings.data_dir) if settings.preview else None
    log = access_log(wanted=settings.access_log and settings.log_level in {"debug", "info"}, form=settings.log_format)
    front = Front(
        app,
        handle=Direct(app),
        describe=describe,
        methods=app.state.operations.methods,
        route=app.state.operations.route,
        snapshot=app.state.live.current,
        log=told_to(app.state.housekeeping.counters.read, app.state.metrics.request, log),
        cache_bytes=settings.cache_bytes,
    )
    app.state.metrics.ask(of_the_front(front))
    return front
