"""A wire to a database that can be cut, stalled and made slow: a socket that passes on what comes."""

import asyncio
import contextlib
import threading
from collections.abc import Callable, Iterator
from pathlib import Path


class Wire:
    """Listens on `port` and passes everything to the Unix socket at *path*, while it is not told otherwise."""

    def __init__(self, path: Path) -> None:
        self.port = 0
        self._path = path
        self._delay = 0.0
        self._flows: asyncio.Event | None = None
        self._is_cut = False
        self._server: asyncio.Server | None = None
        self._pairs: set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()

    def url(self, database: str) -> str:
        """The address of *database* at the other end."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"

    def cut(self) -> None:
        """Drop every connection and refuse new ones."""
        self._do(self._set_cut)

    def mend(self) -> None:
        """Take connections again."""
        self._is_cut = False

    def stall(self) -> None:
        """Take connections and bytes, and pass nothing on."""
        self._do(self._flow().clear)

    def flow(self) -> None:
        """Pass on again what comes and what has been kept."""
        self._do(self._flow().set)

    def slow_down(self, seconds: float) -> None:
        """Keep what comes back from the database for so long."""
        self._delay = seconds

    @contextlib.contextmanager
    def running(self) -> Iterator["Wire"]:
        """Pass things on until the end of the block."""
        started = threading.Event()
        thread = threading.Thread(target=self._serve, args=(started,), daemon=True)
        thread.start()
        assert started.wait(10)
        try:
            yield self
        finally:
            self.cut()
            self._do(self._end)
            thread.join(10)

    def _flow(self) -> asyncio.Event:
        assert self._flows is not None
        return self._flows

    def _do(self, action: Callable[[], object]) -> None:
        done = threading.Event()

        def act() -> None:
            action()
            done.set()

        self._loop.call_soon_threadsafe(act)
        assert done.wait(10)

    def _end(self) -> None:
        assert self._server is not None
        self._server.close()
        self._loop.call_soon(self._loop.stop)

    def _set_cut(self) -> None:
        self._is_cut = True
        for writer in self._pairs:
            writer.transport.abort()

    def _serve(self, started: threading.Event) -> None:
        asyncio.set_event_loop(self._loop)

        async def start() -> None:
            self._flows = asyncio.Event()
            self._flows.set()
            self._server = await asyncio.start_server(self._connect, "127.0.0.1", 0)
            self.port = self._server.sockets[0].getsockname()[1]
            started.set()

        self._loop.create_task(start())
        self._loop.run_forever()
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.run_until_complete(asyncio.sleep(0.05))
        self._loop.close()

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._is_cut:
            writer.transport.abort()
            return
        try:
            there, back = await asyncio.open_unix_connection(str(self._path))
        except OSError:
            # The server itself is down, which looks the same from outside.
            writer.transport.abort()
            return
        self._pairs |= {writer, back}
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._pass(reader, back, is_answer=False))
                group.create_task(self._pass(there, writer, is_answer=True))
        finally:
            self._pairs -= {writer, back}
            writer.transport.abort()
            back.transport.abort()

    async def _pass(self, source: asyncio.StreamReader, target: asyncio.StreamWriter, *, is_answer: bool) -> None:
        with contextlib.suppress(OSError):
            while piece := await source.read(65536):
                if is_answer and self._delay:
                    await asyncio.sleep(self._delay)
                await self._flow().wait()
                target.write(piece)
                await target.drain()
        target.close()
