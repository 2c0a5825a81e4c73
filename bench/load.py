"""Load on a server: wrk where it is installed, and a generator of a fixed rate that tells latencies."""

import asyncio
import re
import resource
import shutil
import subprocess
import time
from pathlib import Path
from typing import NamedTuple

WRK = shutil.which("wrk")


def children_cpu() -> float:
    """Seconds of processor time that the load generators took so far."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def burst(url: str, headers: dict[str, str], *, seconds: int, connections: int = 8, script: Path | None = None):
    """As many requests as fit into *seconds*; (requests, failures)."""
    command = [WRK or "wrk", "-t1", f"-c{connections}", f"-d{seconds}s"]
    for name, value in headers.items():
        command += ["-H", f"{name}: {value}"]
    if script is not None:
        command += ["-s", str(script)]
    told = subprocess.run([*command, url], capture_output=True, text=True, check=True).stdout
    requests = re.search(r"(\d+) requests in", told)
    failed = re.search(r"Non-2xx or 3xx responses: (\d+)", told)
    assert requests is not None, told
    return int(requests[1]), int(failed[1]) if failed else 0


class Answer(NamedTuple):
    """When a request was due, how long its answer took from then, its status, and whether it says when to return."""

    due: float
    seconds: float
    status: int
    has_retry_after: bool


async def _worker(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, due: asyncio.Queue, answers: list):
    while True:
        moment, request = await due.get()
        if request is None:
            writer.close()
            return
        writer.write(request)
        status = int((await reader.readline()).split()[1])
        length = 0
        has_retry_after = False
        while (line := await reader.readline()) != b"\r\n":
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
            elif name.lower() == b"retry-after":
                has_retry_after = True
        if length and status != 304:
            await reader.readexactly(length)
        answers.append(Answer(moment, time.perf_counter() - moment, status, has_retry_after))


async def _paced(port: int, targets: list[bytes], rate: float, seconds: float, connections: int):
    due: asyncio.Queue = asyncio.Queue()
    answers: list = []
    # All are open before the first request is due, or opening them would count as the server's time.
    streams = [await asyncio.open_connection("127.0.0.1", port) for _ in range(connections)]
    workers = [asyncio.create_task(_worker(*stream, due, answers)) for stream in streams]
    began = time.perf_counter()
    for number in range(int(rate * seconds)):
        moment = began + number / rate
        wait = moment - time.perf_counter()
        if wait > 0:
            await asyncio.sleep(wait)
        # Timed from when it was due, or a server that stalls would slow its own questions down.
        due.put_nowait((moment, targets[number % len(targets)]))
    for _ in workers:
        due.put_nowait((0.0, None))
    await asyncio.wait_for(asyncio.gather(*workers), 60)
    return answers


def paced(port: int, requests: list[bytes], *, rate: float, seconds: float, connections: int = 32) -> list[Answer]:
    """*rate* requests a second, by turns; a request waits for a free connection if there is none."""
    return asyncio.run(_paced(port, requests, rate, seconds, connections))


def get(target: str, **headers: str) -> bytes:
    lines = [f"GET {target} HTTP/1.1", "Host: x", *(f"{k.replace('_', '-')}: {v}" for k, v in headers.items()), "", ""]
    return "\r\n".join(lines).encode()


def quantile(values: list[float], q: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(q * len(ordered)))]
