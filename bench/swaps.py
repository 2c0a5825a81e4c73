"""What new releases do to a server that is answering 500 requests a second; five, because each has few slow answers."""

import json
import math
import re
import subprocess
import sys
import threading
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bench import load, servers

ROUNDS = 5
RATE = 500
SECONDS = 14
# Seconds that are quiet before anything is published.
QUIET = 4


@dataclass(frozen=True, slots=True)
class Swap:
    """Requests that failed; p99 in ms of quiet seconds, of the second around the swap and of the worst one."""

    failed: int
    quiet: float
    around: float
    worst: float

    @property
    def ratio(self) -> float:
        return self.around / self.quiet


def alone(folder: Path, targets: list[str]) -> list[Swap]:
    """One release after the other on a server of its own, once it has settled."""
    with servers.product("swapped", folder) as server:
        for target in targets:
            urllib.request.urlopen(server.url + target).close()  # noqa: S310 - our own server
        swaps = []
        for _ in range(ROUNDS):
            time.sleep(2)
            swaps.append(_measured(server, folder, targets))
        return swaps


def _measured(server: servers.Server, folder: Path, targets: list[str]) -> Swap:
    """Publish a change while *server* answers *targets*; `around` is infinite if it was not served before the end."""
    text = folder / "content" / "sv" / "concepts" / "empathy.md"
    text.write_text(re.sub(r"(?m)^definition: (.*)$", r"definition: \1 (nytt)", text.read_text(), count=1))
    program = (
        f"import time; time.sleep({QUIET}); from pathlib import Path; from bench.servers import publish; "
        f"publish(Path({str(folder)!r}))"
    )
    publisher = subprocess.Popen([sys.executable, "-c", program], cwd=servers.ROOT)
    swapped: list[float] = []
    watcher = threading.Thread(target=_watch, args=(server, swapped), daemon=True)
    began = time.perf_counter()
    watcher.start()
    answers = load.paced(server.port, [load.get(target) for target in targets], rate=RATE, seconds=SECONDS)
    publisher.wait()
    by_second: dict[int, list[float]] = {}
    for answer in answers:
        by_second.setdefault(int(answer.due - began), []).append(answer.seconds * 1000)
    around = [answer.seconds * 1000 for answer in answers if swapped and abs(answer.due - swapped[0]) <= 0.5]
    return Swap(
        failed=sum(answer.status != 200 for answer in answers),
        quiet=median(load.quantile(by_second[second], 0.99) for second in range(QUIET)),
        around=load.quantile(around, 0.99) if around else math.inf,
        worst=max(load.quantile(values, 0.99) for second, values in by_second.items() if second >= QUIET),
    )


def _watch(server: servers.Server, swapped: list[float]) -> None:
    """Note when the server begins to answer from another release."""
    first = None
    end = time.perf_counter() + SECONDS
    while time.perf_counter() < end and not swapped:
        with urllib.request.urlopen(f"{server.url}/version") as answer:  # noqa: S310 - our own server
            release = json.load(answer)["release"]
        first = first or release
        if release != first:
            swapped.append(time.perf_counter())
        time.sleep(0.05)
