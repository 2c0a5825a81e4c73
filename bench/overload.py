"""What a server does when it is asked four times what it can answer: `Overload`."""

import threading
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from statistics import median

from bench import load, servers

TIMES = 4
SECONDS = 6
# Requests that may wait at the same time, so that the generator does not slow down with the server.
CONNECTIONS = 2000


@dataclass(frozen=True, slots=True)
class Overload:
    """*sustainable* and *answered* in requests a second, the times in ms, *recovery* in seconds."""

    sustainable: float
    asked: float
    answered: float
    # Shares of all requests: refused with 503 and Retry-After, and neither answered nor refused so.
    refused: float
    failed: float
    answer_p50: float
    refusal_p50: float
    health_checks: int
    sick: int
    recovery: float


def measured(server: servers.Server, target: str) -> Overload:
    """Ask *server*, which keeps nothing, for *target* more often than it can; tells what it can by itself."""
    able = [load.burst(server.url + target, {}, seconds=2)[0] / 2 for _ in range(3)]
    sustainable = median(able)
    time.sleep(0.5)
    health: list[int] = []
    done = threading.Event()
    watcher = threading.Thread(target=_watch, args=(server, health, done))
    watcher.start()
    answers = load.paced(
        server.port, [load.get(target)], rate=TIMES * sustainable, seconds=SECONDS, connections=CONNECTIONS
    )
    recovery = _recovery(server, target)
    done.set()
    watcher.join()
    began = min(answer.due for answer in answers)
    ended = max(answer.due + answer.seconds for answer in answers)
    good = [answer for answer in answers if answer.status == 200]
    refused = [answer for answer in answers if answer.status == 503 and answer.has_retry_after]
    return Overload(
        sustainable=sustainable,
        asked=len(answers) / SECONDS,
        answered=len(good) / (ended - began),
        refused=len(refused) / len(answers),
        failed=1 - (len(good) + len(refused)) / len(answers),
        answer_p50=median(answer.seconds for answer in good) * 1000 if good else 0.0,
        refusal_p50=median(answer.seconds for answer in refused) * 1000 if refused else 0.0,
        health_checks=len(health),
        sick=sum(status != 200 for status in health),
        recovery=recovery,
    )


def _watch(server: servers.Server, health: list[int], done: threading.Event) -> None:
    while not done.wait(0.25):
        health.append(_status(f"{server.url}/healthz"))


def _recovery(server: servers.Server, target: str) -> float:
    """Seconds until ten requests in a row are answered."""
    began = time.perf_counter()
    in_a_row, since = 0, began
    while in_a_row < 10 and time.perf_counter() - began < 10:
        asked = time.perf_counter()
        if _status(server.url + target) == 200:
            since = since if in_a_row else asked
            in_a_row += 1
        else:
            in_a_row = 0
    return since - began


def _status(url: str) -> int:
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:  # noqa: S310 - our own server
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0
