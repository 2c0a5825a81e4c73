"""The product beside a bare ASGI server, nginx, a FastAPI + SQLModel twin and, with PEERS=1, two systems: `make bench`.

Everything runs on this machine at the same time, so what counts is ratios within one run: processor time a request,
from /proc, beside throughput. Targets take turns; figures are medians of ROUNDS (5). The program ends with 1
if a ratio that DESIGN asks for is missed.
"""

import json
import os
import random
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from bench import load, overload, peers, postgres, servers, swaps, workers
from bench.ratios import UNLIKE, Figures, judged
from bench.report import write

ROUNDS = int(os.environ.get("ROUNDS", "5"))
SECONDS = int(os.environ.get("SECONDS", "1"))
ENTRY = "/v1/entries/service-pyramid?lang=sv&include=sections"
LIST = "/v1/entries?lang=sv&limit=50"
SEARCH = "/v1/search?q=service&lang=sv&limit=10"
TARGETS = {"entry": ENTRY, "list of 50": LIST, "search": SEARCH}
# Where the bare server answers with the head of the 304.
UNCHANGED = "/unchanged"
# Headers that a server adds by itself.
_OWN = frozenset({"date", "connection"})


def main() -> None:
    if load.WRK is None:
        raise SystemExit("The load generator wrk is not installed.")
    with TemporaryDirectory(prefix="bench-") as name, ExitStack() as stack:
        folder = Path(name)
        # The database server runs as another user when we are root.
        folder.chmod(0o755)
        servers.publish(folder)
        hot, first_answer = servers.first_answer(stack, folder)
        asgi = stack.enter_context(servers.product("ASGI", folder, FAST_LANE="false"))
        cold = stack.enter_context(servers.product("nothing kept", folder, CACHE_BYTES="0"))
        database = postgres.started(stack, folder)
        on_postgres = servers.on_postgres(stack, folder, database("bench")) if database is not None else None
        answers = {target: fetch(hot.url + target) for target in TARGETS.values()}
        tag = {name.lower(): value for name, value in answers[ENTRY][0]}["etag"]
        bare = bare_server(stack, folder, answers, fetch(hot.url + ENTRY, {"If-None-Match": tag}))
        nginx = nginx_server(stack, folder, answers) if shutil.which("nginx") else None
        twin = twin_server(stack, folder, hot)
        others = peers.started(stack, hot, database) if os.environ.get("PEERS") else peers.Peers()
        script, unlike = zipf(folder, cold), never_the_same(folder)
        runs = [
            *((what, server, server.url + target, {}, None)
              for what, target in TARGETS.items() for server in (bare, hot, asgi, cold, twin)),
            *((what, on_postgres, on_postgres.url + target, {}, None)
              for what, target in TARGETS.items() if on_postgres is not None),
            *((what, nginx, f"{nginx.url}/{what.split()[0]}", {}, None) for what in TARGETS if nginx is not None),
            *(("entry, 304", server, server.url + ENTRY, {"If-None-Match": tag}, None) for server in (hot, asgi)),
            ("entry, 304", bare, bare.url + UNCHANGED, {"If-None-Match": tag}, None),
            *(("entry, brotli", server, server.url + ENTRY, {"Accept-Encoding": "br"}, None) for server in (hot, asgi)),
            *(("entry, negotiated", server, server.url + ENTRY.replace("lang=sv&", ""), {"Accept-Language": "sv"}, None)
              for server in (hot, asgi)),
            *((UNLIKE, server, server.url, {}, unlike) for server in (bare, hot, asgi)),
            *(("entry, Zipf-random", server, server.url, {}, script) for server in (cold, twin)),
            *((what, one.server, url, {}, None) for one in others.systems for what, url in one.addresses.items()),
        ]  # fmt: skip
        figures = measure(runs)
        paced = {server.name: steady(server, [*TARGETS.values()]) for server in (bare, hot, asgi)}
        if nginx is not None:
            paced[nginx.name] = steady(nginx, [f"/{what.split()[0]}" for what in TARGETS])
        facts: dict[str, object] = {"first answer": first_answer, "memory": hot.memory()}
        facts["overload"] = overload.measured(cold, SEARCH)
        facts["workers"] = workers.measured(folder, SEARCH)
        facts["peers"] = others.told()
        # Whoever is not asked would take the release up at the same time, and only one is to be seen doing it.
        stack.close()
        facts["swaps"] = swaps.alone(folder, [*TARGETS.values()])
    gates = judged(figures, facts)
    write(figures, paced, facts, gates, {name: len(answers[target][1]) for name, target in TARGETS.items()})
    if not all(gate.is_met for gate in gates if gate.is_fair):
        raise SystemExit(1)


def fetch(url: str, headers: dict[str, str] | None = None) -> tuple[list[tuple[str, str]], str]:
    """Headers and body of an answer, but for the headers that a server adds by itself."""
    try:
        answer = urllib.request.urlopen(urllib.request.Request(url, headers=headers or {}))  # noqa: S310 - our own server
    except urllib.error.HTTPError as error:
        answer = error
    with answer:
        headers = [(name, value) for name, value in answer.headers.items() if name.lower() not in _OWN]
        return headers, answer.read().decode()


def bare_server(stack: ExitStack, folder: Path, answers: dict, unchanged: tuple) -> servers.Server:
    """A bare ASGI function that sends the same bytes under the same headers."""
    file = folder / "answers.json"
    told = {target: [200, *answer] for target, answer in answers.items()}
    file.write_text(json.dumps(told | {UNCHANGED: [304, *unchanged]}))
    port = servers.free_port()
    command = [sys.executable, "-m", "uvicorn", "bench.bare:app", "--port", str(port), "--no-access-log"]
    command += ["--log-level", "warning"]
    return stack.enter_context(
        servers.running("bare ASGI", command, port=port, ready=ENTRY, log=folder / "bare.log", BENCH_ANSWERS=str(file))
    )


def nginx_server(stack: ExitStack, folder: Path, answers: dict) -> servers.Server:
    """The same bodies as static files."""
    port = servers.free_port()
    root = folder / "nginx"
    root.mkdir()
    for name, target in TARGETS.items():
        (root / name.split()[0]).write_text(answers[target][1])
    root.chmod(0o755)
    config = folder / "nginx.conf"
    config.write_text(
        f"worker_processes 1; pid {folder}/nginx.pid; error_log stderr; daemon off;\n"
        "events { worker_connections 512; }\n"
        f"http {{ access_log off; sendfile on; keepalive_requests 1000000; default_type application/json;\n"
        f"  client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2; fastcgi_temp_path {folder}/t3;\n"
        f"  uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;\n"
        f"  server {{ listen 127.0.0.1:{port}; root {root}; }} }}\n"
    )
    command = ["nginx", "-c", str(config), "-p", str(folder)]
    return stack.enter_context(servers.running("nginx", command, port=port, ready="/entry", log=folder / "nginx.log"))


def twin_server(stack: ExitStack, folder: Path, source: servers.Server) -> servers.Server:
    """The same entries as most people would serve them."""
    port = servers.free_port()
    database = {"TWIN_DATABASE": f"sqlite:///{folder / 'twin.db'}"}
    fill = [sys.executable, "-m", "bench.twin.fill", source.url]
    subprocess.run(fill, cwd=servers.ROOT, env=os.environ | database, check=True)
    command = [sys.executable, "-m", "uvicorn", "bench.twin.app:app", "--port", str(port), "--no-access-log"]
    return stack.enter_context(
        servers.running("twin", command, port=port, ready=ENTRY, log=folder / "twin.log", **database)
    )


def zipf(folder: Path, server: servers.Server) -> Path:
    """A script for wrk that asks for entries by Zipf's law."""
    with urllib.request.urlopen(f"{server.url}/v1/entries?limit=200&lang=sv") as answer:  # noqa: S310 - our own server
        ids = [item["id"] for item in json.load(answer)["items"]]
    chance = random.Random(1)
    drawn = chance.choices(ids, [1 / rank for rank in range(1, len(ids) + 1)], k=2000)
    paths = ",".join(f'"/v1/entries/{one}?lang=sv&include=sections"' for one in drawn)
    script = folder / "zipf.lua"
    script.write_text(
        f"local paths={{{paths}}}\nlocal i=0\nfunction request() i=i%#paths+1 return wrk.format('GET',paths[i]) end\n"
    )
    return script


def never_the_same(folder: Path) -> Path:
    """A script for wrk that asks for one entry, each time in other bytes: the product knows requests by theirs."""
    script = folder / "unlike.lua"
    script.write_text(
        f"local n=0\nfunction request() n=n+1 return wrk.format('GET','{ENTRY}',{{['X-Request-Id']=n}}) end\n"
    )
    return script


def measure(runs: list) -> Figures:
    """(what, server) -> (µs of processor time a request, requests a second), medians."""
    found: dict[tuple[str, str], list[tuple[float, float]]] = {}
    for number in range(ROUNDS + 1):
        for what, server, url, headers, script in runs:
            before = server.cpu()
            requests, failed = load.burst(url, headers, seconds=SECONDS if number else 1, script=script)
            time.sleep(0.05)
            if failed:
                raise SystemExit(f"{failed} failures: {url}")
            if number:  # the first round warms up
                spent = (server.cpu() - before) * 1e6 / requests
                found.setdefault((what, server.name), []).append((spent, requests / SECONDS))
        print(f"round {number} of {ROUNDS}", file=sys.stderr)
    return {key: (median(v[0] for v in values), median(v[1] for v in values)) for key, values in found.items()}


def steady(server: servers.Server, targets: list[str]) -> tuple[float, float]:
    """(p50, p99) in ms at 1,000 requests a second."""
    answers = load.paced(server.port, [load.get(target) for target in targets], rate=1000, seconds=4)
    taken = [answer.seconds * 1000 for answer in answers]
    return load.quantile(taken, 0.5), load.quantile(taken, 0.99)


if __name__ == "__main__":
    main()
