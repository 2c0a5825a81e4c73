"""Examples of problems: what is answered, in every language, to requests that go wrong in each way there is."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import httpx
from fastapi import FastAPI
from sqlalchemy import insert

from app.api.front import Front
from app.api.front.bounded import LARGEST_HEAD, Bounded
from app.api.operations import Operations
from app.api.routes.changes import REACH, write_cursor
from app.catalogue.generation import DamagedFileError
from app.catalogue.processes import EndedError
from app.catalogue.turns import CrowdedError
from app.main import create_app
from app.settings import Settings
from app.store.engine import open_engine, writing
from app.store.errors import BusyError, StagedFullError, UnreachableError, UnwritableError
from app.store.staged import MOST, stage
from app.store.tables import RELEASES
from app.store.values import Position, Scope
from tests.api.recorded_deeds import ENTRIES, WITHDRAWN, Editor, excerpt
from tests.api.recorder import LANGS, Recorder
from tests.api.roads import Road
from tests.content.archives import TAR, tar
from tests.feedback.desks import token
from tests.sites import Site, make_files, prepare, release, running, sound
from tests.store.libraries import concept, text, with_digest

_GONE: Final = "0123456789abcdef01234567"
_FORM: Final = {"content-type": "application/json"}
# Code -> a request to the whole catalogue, and what it brings.
WRONG: Final[Mapping[str, tuple[str, Mapping[str, Any]]]] = {
    "unknown-parameter": ("GET /v1/entries?lang={lang}&limti=5", {}),
    "invalid-parameter": ("GET /v1/entries?lang={lang}&limit=500", {}),
    "invalid-cursor": ("GET /v1/entries?lang={lang}&cursor=abc", {}),
    "entry-not-found": ("GET /v1/entries/servicepyramiden?lang={lang}", {}),
    "series-not-found": ("GET /v1/series/no-such-series?lang={lang}", {}),
    "slug-not-found": ("GET /v1/slugs/{lang}/no-such-slug", {}),
    "no-figure": ("GET /v1/entries/empathy/figure?lang={lang}", {}),
    "not-found": ("GET /v1/exports/pdf?lang={lang}", {}),
    "release-not-found": ("GET /v1/entries?lang={lang}&release=999", {}),
    "uri-too-long": (f"GET /v1/search?lang={{lang}}&q={'service+' * 1100}", {}),
    "range-not-satisfiable": ("GET /v1/exports/csv?lang={lang}", {"headers": {"range": "bytes=99999999-"}}),
    "url-missing": ("GET /oembed", {}),
    "format-not-implemented": ("GET /oembed?format=yaml", {}),
    "unauthorized": ("GET /v1/admin/keys", {}),
    "feedback-not-found": (f"GET /v1/feedback/{_GONE}?lang={{lang}}", {}),
}
# The same of somebody who writes a message.
_UNREADABLE: Final[Mapping[str, tuple[str, Mapping[str, Any]]]] = {
    "invalid-body": ("POST /v1/feedback?lang={lang}", {"json": {"kind": "error", "message": ""}}),
    "too-large": ("POST /v1/feedback?lang={lang}", {"content": b"x" * 20_000, "headers": _FORM}),
    "unsupported-media-type": (
        "POST /v1/feedback?lang={lang}",
        {"content": b"Hello", "headers": {"content-type": "text/plain"}},
    ),
}
# Code -> what comes over whom, and the request of somebody who meets it.
_FAILURES: Final[Mapping[str, tuple[type[Exception], str]]] = {
    "internal-error": (ZeroDivisionError, "GET /v1/entries"),
    "not-ready": (DamagedFileError, "GET /v1/entries/service-pyramid"),
    "preparing": (CrowdedError, "GET /v1/entries"),
    "interrupted": (EndedError, "GET /v1/exports/epub"),
    "busy": (BusyError, "POST /v1/feedback"),
    "disk-unwritable": (UnwritableError, "POST /v1/feedback"),
    "database-unreachable": (UnreachableError, "POST /v1/feedback"),
}


def in_the_catalogue(client: Site, book: Recorder) -> None:
    """What goes wrong for readers of the whole catalogue."""
    for code, (request, brought) in WRONG.items():
        _in_every_language(book, code, client, request, brought)


def of_a_writer(client: Site, book: Recorder) -> None:
    """What goes wrong for readers who write."""
    for code, (request, brought) in _UNREADABLE.items():
        _in_every_language(book, code, client, request, brought)
    for lang in LANGS:
        once = {"idempotency-key": f"a-key-of-a-client-{lang}", "accept-language": lang}
        sent = [client.post("/v1/feedback", json=_message(word), headers=once) for word in ("A", "B")]
        book.problem("idempotency-key-reused", lang, sent[-1])
    _over_a_wire(client, book)


def _message(words: str) -> Mapping[str, str]:
    return {"kind": "wish", "message": words}


def _in_every_language(book: Recorder, code: str, client: Site, request: str, brought: Mapping[str, Any]) -> None:
    for lang in LANGS:
        method, url = request.format(lang=lang).split(" ")
        headers = {"accept-language": lang, **brought.get("headers", {})}
        book.problem(code, lang, client.request(method, url, **{**brought, "headers": headers}))


def _over_a_wire(client: Site, book: Recorder) -> None:
    """What only a server meets that reads bytes; of a head that is refused it has not read the language."""
    assert isinstance(client.app, Front)
    road = Road(client.portal, client.app, type("Impatient", (Bounded,), {"patience": 0.2}))
    try:
        for lang in LANGS:
            half = (
                f"POST /v1/feedback HTTP/1.1\r\nHost: x\r\nAccept-Language: {lang}\r\n"
                "Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{"
            )
            book.problem("request-timeout", lang, _told(road, half), "POST /v1/feedback")
        long = f"GET /v1/entries HTTP/1.1\r\nX: {'x' * LARGEST_HEAD}"
        book.problem("head-too-large", "en", _told(road, long), "GET /v1/entries", instance="/v1/entries")
    finally:
        road.stop()


def _told(road: Road, sent: str) -> httpx.Response:
    """What comes back before the connection is closed."""
    with closing(road.connect()) as wire:
        wire.sendall(sent.encode())
        head, _, body = b"".join(iter(lambda: wire.recv(65536), b"")).partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    return httpx.Response(int(first.split()[1]), headers=dict(line.split(": ", 1) for line in lines), content=body)


def of_an_editor(editor: Editor, book: Recorder) -> None:
    """What goes wrong at the desk; afterwards as much is staged as may be."""
    sent = editor.site.post("/v1/feedback", json=_message("Closed")).json()["id"]
    editor.ask(f"POST /v1/admin/feedback/{sent}/close")
    behind = editor.send("POST /v1/admin/staged-releases", "Behind").json()["staged"]["id"]
    editor.send("POST /v1/admin/releases", "Before").raise_for_status()
    broken = {"_shared/catalogue.yaml": "licence: CC-BY-4.0\ndefault_lang: dk\nsite_order: [da]\n"}
    archives = {
        "invalid-archive": tar(("../outside.md", b"")),
        "invalid-content": tar(*((path, words.encode()) for path, words in broken.items())),
    }
    for lang in LANGS:
        asked = {"headers": {"accept-language": lang}}
        refused = {
            "forbidden": editor.site.get(
                "/v1/admin/keys", headers=asked["headers"] | {"authorization": f"Bearer {_reader(editor)}"}
            ),
            "key-not-found": editor.ask("POST /v1/admin/keys/000000000000/rotate", json={}, **asked),
            "conflict": editor.ask(f"POST /v1/admin/feedback/{sent}/assign", json={"assignee": "mette"}, **asked),
            "staged-behind": editor.ask(f"POST /v1/admin/staged-releases/{behind}/publish", **asked),
            "release-moved": editor.ask(
                "POST /v1/admin/releases/1/activate", headers={"accept-language": lang, "if-match": '"1"'}
            ),
            "withdrawn": editor.site.ask(f"/v1/entries/{WITHDRAWN}?lang={lang}"),
            "not-translated": editor.site.ask(f"/v1/entries/{_missing_in(lang)}?lang={lang}&fallback=none"),
        }
        for code, archive in archives.items():
            headers = {"content-type": TAR, "accept-language": lang}
            refused[code] = editor.ask("POST /v1/admin/releases", content=archive, headers=headers)
        for code, answer in refused.items():
            book.problem(code, lang, answer)
    _stage_all(editor)
    for lang in LANGS:
        book.problem(
            "staged-full", lang, editor.send("POST /v1/admin/staged-releases", "Fuller", **{"accept-language": lang})
        )


def _stage_all(editor: Editor) -> None:
    """Stage as much as may be, as whoever keeps the database can."""
    engine = open_engine(editor.site.settings.database_url, threads=1)
    known = sound(editor.tree("Full"))
    with suppress(StagedFullError):
        for number in range(MOST + 1):
            entries = {**known.entries, f"more-{number}": concept(f"more-{number}", text("da", f"Mere {number}"))}
            more = with_digest(replace(known, entries=entries))
            lives = timedelta(days=1)
            stage(engine, more, message="", clock=lambda: datetime.now(UTC), actor="cli", lives=lives)
    engine.dispose()


def _reader(editor: Editor) -> str:
    return token(editor.site, Scope.RELEASES_READ)


def _missing_in(lang: str) -> str:
    return next(path.partition("/")[2] for path, langs in ENTRIES.items() if lang not in langs)


@contextmanager
def _failing(content: Path, folder: Path) -> Iterator[Site]:
    """A large catalogue with a long past, of a server that everything happens to and that lets nobody ask often."""
    excerpted = sound(excerpt(content, folder / "content"))
    many = {f"entry-{number}": concept(f"entry-{number}", text("da", f"Ord {number}")) for number in range(501)}
    url = f"sqlite:///{folder / 'store.db'}"
    prepare(url)
    engine = open_engine(url, threads=1)
    with writing(engine) as connection:
        told = {"digest": "", "created_at": datetime(2025, 1, 1, tzinfo=UTC), "message": "", "restores": None}
        past = [{"number": n, "base": n - 1 or None, **told} for n in range(1, REACH + 2)]
        connection.execute(insert(RELEASES), past)
    engine.dispose()
    settings = Settings(
        database_url=url, data_dir=folder / "data", log_level="error", release_poll_seconds=60, admin_per_minute=1
    )
    make_files(settings, release(url, with_digest(replace(excerpted, entries={**excerpted.entries, **many}))))
    front: Any = create_app(settings)
    api = front
    while not isinstance(api, FastAPI):
        api = api.app
    for code, (error, _) in _FAILURES.items():
        api.add_api_route(f"/failures/{code}", _raiser(error))
    api.state.operations = Operations(api)
    with running(front, settings) as client:
        yield client


def _raiser(error: type[Exception]) -> Callable[[], None]:
    def endpoint() -> None:
        raise error("What only the log tells.")

    return endpoint


def of_a_failing_server(content: Path, folder: Path, book: Recorder) -> None:
    """What goes wrong with a server, and what there is too much of."""
    with _failing(content, folder) as client:
        for code, (_, request) in _FAILURES.items():
            for lang in LANGS:
                answer = client.ask(f"/failures/{code}", lang)
                book.problem(code, lang, answer, request, instance=request.partition(" ")[2])
        since = write_cursor(Position(1))
        _in_every_language(book, "compacted", client, f"GET /v1/changes?since={since}", {})
        _in_every_language(book, "export-too-large", client, "GET /v1/exports/epub?lang={lang}", {})
        key = {"authorization": f"Bearer {token(client)}"}
        assert client.get("/v1/admin/keys", headers=key).status_code == httpx.codes.OK
        _in_every_language(book, "too-many-requests", client, "GET /v1/admin/keys", {"headers": key})
