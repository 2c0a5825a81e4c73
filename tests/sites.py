"""Catalogues that answer: a library published into a database of its own, and an HTTP client before the application."""

import itertools
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import anyio
import httpx
from anyio.from_thread import BlockingPortal, start_blocking_portal
from starlette.types import ASGIApp, Message

from app.api.indexing import make as make_index
from app.catalogue.builder import build_once
from app.catalogue.live import Live
from app.content.reader import read
from app.content.rendering import render_all
from app.content.tree import open_tree
from app.domain.library import Library
from app.main import create_app
from app.settings import Settings
from app.store.engine import open_engine
from app.store.migrate import upgrade
from app.store.publish import publish

_days = itertools.count()


class Site(httpx.Client):
    """A client of one running application; `publish` makes a release of another state of its catalogue."""

    def __init__(self, app: ASGIApp, settings: Settings, portal: BlockingPortal) -> None:
        super().__init__(transport=_InProcess(app, portal), base_url="http://test")
        self.app = app
        self.settings = settings
        self.portal = portal

    def ok(self, url: str, accept_language: str | None = None, **headers: str) -> Any:
        """The JSON of an answer that must be a 200."""
        answer = self.ask(url, accept_language, **headers)
        assert answer.status_code == 200, (url, answer.text)
        return answer.json()

    def ask(self, url: str, accept_language: str | None = None, **headers: str) -> httpx.Response:
        """The answer to a GET; header names may be written with underscores."""
        if accept_language is not None:
            headers["accept-language"] = accept_language
        return self.get(url, headers=[(_name(name), value.encode("latin-1")) for name, value in headers.items()])

    def when_ready(self, url: str) -> Any:
        """The JSON of an answer that may have to be prepared first, asked for until it is there, as clients do."""
        while (answer := self.ask(url)).status_code == 503 and answer.json()["code"] == "preparing":
            time.sleep(0.1)
        assert answer.status_code == 200, (url, answer.text)
        return answer.json()

    def publish(self, source: Library | Path) -> int:
        """Make *source* the next release and have it served at once, without waiting for the watch; its number."""
        number = release(self.settings.database_url, source)
        make_files(self.settings, number)
        self.portal.call(live(self.app).refresh)
        self.wait_for(number)
        return number

    def wait_for(self, number: int, seconds: float = 120) -> None:
        """Wait until release *number* is served."""
        end = time.monotonic() + seconds
        while self.ok("/version")["release"] != number:
            assert time.monotonic() < end, f"release {number} is not served"
            time.sleep(0.02)


@contextmanager
def site(source: Library | Path | None, folder: Path, *, indexed: bool = True, **settings: Any) -> Iterator[Site]:
    """An application in *folder* that serves *source* (None: nothing yet) until the end of the block.

    Unless *indexed*, it has to make its search index itself, as it does a second after the start.
    """
    url = f"sqlite:///{folder / 'store.db'}"
    prepare(url)
    defaults: dict[str, Any] = {"log_level": "error", "release_poll_seconds": 60}
    chosen = Settings(database_url=url, data_dir=folder / "data", **(defaults | settings))
    if source is not None:
        make_files(chosen, release(url, source), indexed=indexed)
    with running(create_app(chosen), chosen) as client:
        yield client


@contextmanager
def running(app: ASGIApp, settings: Settings) -> Iterator[Site]:
    """A client of *app*, started and stopped as a server does it."""
    with start_blocking_portal() as portal, _lifespan(app, portal), Site(app, settings, portal) as client:
        yield client


def make_files(settings: Settings, number: int, *, indexed: bool = True) -> None:
    """Make the files of a release in this process; processes of their own are for servers that must not wait."""
    engine = open_engine(settings.database_url, threads=1)
    path = build_once(engine, settings.data_dir / "generations", number)
    if indexed:
        make_index(path)
    engine.dispose()


def until(is_true: Callable[[], bool], seconds: float = 120) -> None:
    """Wait until something is true, and fail if it takes too long."""
    end = time.monotonic() + seconds
    while not is_true():
        assert time.monotonic() < end
        time.sleep(0.02)


def live(app: Any) -> Live:
    """What the application inside *app* serves from."""
    while not hasattr(getattr(app, "state", None), "live"):
        app = app.app
    found: Live = app.state.live
    return found


def prepare(database_url: str) -> None:
    """Make the tables."""
    engine = open_engine(database_url, threads=1)
    upgrade(engine)
    engine.dispose()


def release(database_url: str, source: Library | Path) -> int:
    """Publish a library, or the content tree at a path, each time a day later; the release's number."""
    library = source if isinstance(source, Library) else sound(source)
    engine = open_engine(database_url, threads=1)
    day = datetime(2026, 1, 1, 12, tzinfo=UTC) + timedelta(days=next(_days))
    published = publish(engine, library, message="", clock=lambda: day, render=render_all)
    engine.dispose()
    return published.number


def sound(root: Path) -> Library:
    """What the tree at *root* says; it must have no error."""
    reading = read(open_tree(root))
    assert reading.library is not None, [problem.told() for problem in reading.problems]
    return reading.library


def items(answer: Mapping[str, Any], *names: str) -> list[Any]:
    """Members of the items of a collection: values for one name, tuples for several."""
    return [item[names[0]] if len(names) == 1 else tuple(item[name] for name in names) for item in answer["items"]]


def _name(header: str) -> bytes:
    return header.replace("_", "-").encode()


class _InProcess(httpx.BaseTransport):
    """Hands requests to an application that runs in the portal's event loop."""

    def __init__(self, app: ASGIApp, portal: BlockingPortal) -> None:
        self._inner = httpx.ASGITransport(app)
        self._portal = portal

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return self._portal.call(self._handled, request)

    async def _handled(self, request: httpx.Request) -> httpx.Response:
        answer = await self._inner.handle_async_request(request)
        assert isinstance(answer.stream, httpx.AsyncByteStream)
        body = b"".join([chunk async for chunk in answer.stream])
        return httpx.Response(answer.status_code, headers=answer.headers, stream=httpx.ByteStream(body))


@contextmanager
def _lifespan(app: ASGIApp, portal: BlockingPortal) -> Iterator[None]:
    to_app, from_app = (portal.call(_stream) for _ in range(2))

    async def run() -> None:
        await app({"type": "lifespan", "asgi": {"version": "3.0"}, "state": {}}, to_app[1].receive, from_app[0].send)

    def step(name: str) -> None:
        portal.call(to_app[0].send, {"type": f"lifespan.{name}"})
        said = portal.call(from_app[1].receive)
        assert said["type"] == f"lifespan.{name}.complete", said

    done = portal.start_task_soon(run)
    step("startup")
    try:
        yield
    finally:
        step("shutdown")
        done.result()
        for stream in (*to_app, *from_app):
            portal.call(stream.aclose)


async def _stream() -> Any:
    return anyio.create_memory_object_stream[Message](10)


Serve = Callable[..., Site]
