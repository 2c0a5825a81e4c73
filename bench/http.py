"""The product beside a bare ASGI server, nginx and a FastAPI + SQLModel twin, on the same entries: `make bench`.

Everything runs on this machine at the same time, so what counts is ratios within one run: processor time a request,
from /proc, beside throughput. Targets take turns; figures are medians of ROUNDS (5 or more).
"""

import json
import os
import random
import re
import shutil
import subprocess
import sys
import time
import urllib.request
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from bench import load, servers
from bench.report import write

ROUNDS = max(5, int(os.environ.get("ROUNDS", "5")))
SECONDS = int(os.environ.get("SECONDS", "1"))
ENTRY = "/v1/entries/service-pyramid?lang=sv&include=sections"
LIST = "/v1/entries?lang=sv&limit=50"
SEARCH = "/v1/search?q=service&lang=sv&limit=10"
TARGETS = {"entry": ENTRY, "list of 50": LIST, "search": SEARCH}


def main() -> None:
    if load.WRK is None:
        raise SystemExit("The load generator wrk is not installed.")
    with TemporaryDirectory(prefix="bench-") as name, ExitStack() as stack:
        folder = Path(name)
        publish(folder)
        began = time.perf_counter()
        hot = stack.enter_context(servers.product("fast lane", folder))
        first_answer = time.perf_counter() - began
        asgi = stack.enter_context(servers.product("ASGI", folder, FAST_LANE="false"))
        cold = stack.enter_context(servers.product("nothing kept", folder, CACHE_BYTES="0"))
        answers = {target: fetch(hot.url + target) for target in TARGETS.values()}
        bare = stack.enter_context(bare_server(folder, answers))
        nginx = stack.enter_context(nginx_server(folder, answers)) if shutil.which("nginx") else None
        twin = stack.enter_context(twin_server(folder, hot))
        runs = list(plan(bare, nginx, hot, asgi, cold, twin, folder, answers))
        figures = measure(runs)
        paced = {
            server.name: steady(
                server, list(TARGETS.values()) if server is not nginx else ["/entry", "/list", "/search"]
            )
            for server in (bare, nginx, hot, asgi)
            if server is not None
        }
        facts = {
            "first answer (s)": first_answer,
            "memory a worker, resident (MB)": hot.memory()[0],
            "swap": swap(hot, folder),
        }
    write(figures, paced, facts, {name: len(answers[target][1]) for name, target in TARGETS.items()})


def publish(folder: Path, content: Path = servers.ROOT / "content") -> None:
    """The shipped content, as it stands, into a database in *folder*."""
    tree = folder / "content"
    if not tree.exists():
        shutil.copytree(content, tree)
    env = os.environ | {"DATABASE_URL": f"sqlite:///{folder / 'store.db'}", "DATA_DIR": str(folder / "data")}
    for command in (["stamp", "--all"], ["publish"]):
        program = [sys.executable, "-m", "app.cli", *command, "--content", str(tree)]
        subprocess.run(program, cwd=servers.ROOT, env=env, check=True, capture_output=True)


def fetch(url: str) -> tuple[list[tuple[str, str]], str]:
    with urllib.request.urlopen(url) as answer:  # noqa: S310 - our own server
        own = {"date", "connection"}
        return [(k, v) for k, v in answer.headers.items() if k.lower() not in own], answer.read().decode()


def bare_server(folder: Path, answers: dict):
    port = servers.free_port()
    file = folder / "answers.json"
    file.write_text(json.dumps(answers))
    command = [sys.executable, "-m", "uvicorn", "bench.bare:app", "--port", str(port), "--no-access-log"]
    command += ["--log-level", "warning"]
    return servers.running(
        "bare ASGI", command, port=port, ready=ENTRY, log=folder / "bare.log", BENCH_ANSWERS=str(file)
    )


def nginx_server(folder: Path, answers: dict):
    port = servers.free_port()
    root = folder / "nginx"
    root.mkdir()
    for name, target in zip(("entry", "list", "search"), TARGETS.values(), strict=True):
        (root / name).write_text(answers[target][1])
    root.chmod(0o755)
    folder.chmod(0o755)
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
    return servers.running("nginx", command, port=port, ready="/entry", log=folder / "nginx.log")


def twin_server(folder: Path, source: servers.Server):
    port = servers.free_port()
    database = {"TWIN_DATABASE": f"sqlite:///{folder / 'twin.db'}"}
    fill = [sys.executable, "-m", "bench.twin.fill", source.url]
    subprocess.run(fill, cwd=servers.ROOT, env=os.environ | database, check=True)
    command = [sys.executable, "-m", "uvicorn", "bench.twin.app:app", "--port", str(port), "--no-access-log"]
    return servers.running("twin", command, port=port, ready=ENTRY, log=folder / "twin.log", **database)


def plan(bare, nginx, hot, asgi, cold, twin, folder: Path, answers: dict):  # noqa: PLR0917 - each server once
    """(what, server, address, headers, script) of every run of a round."""
    for number, (name, target) in enumerate(TARGETS.items()):
        for server in (bare, hot, asgi, cold, twin):
            yield name, server, server.url + target, {}, None
        if nginx is not None:
            yield name, nginx, f"{nginx.url}/{('entry', 'list', 'search')[number]}", {}, None
    tag = {k.lower(): v for k, v in answers[ENTRY][0]}["etag"]
    for server in (hot, asgi):
        yield "entry, 304", server, server.url + ENTRY, {"If-None-Match": tag}, None
        yield "entry, brotli", server, server.url + ENTRY, {"Accept-Encoding": "br"}, None
        yield (
            "entry, negotiated",
            server,
            f"{server.url}{ENTRY.replace('lang=sv&', '')}",
            {"Accept-Language": "sv"},
            None,
        )
    script = zipf(folder, cold)
    for server in (cold, twin):
        yield "entry, Zipf-random", server, server.url, {}, script


def zipf(folder: Path, server: servers.Server) -> Path:
    """A script for wrk that asks for entries by Zipf's law."""
    with urllib.request.urlopen(f"{server.url}/v1/entries?limit=200&lang=sv") as answer:  # noqa: S310
        ids = [item["id"] for item in json.load(answer)["items"]]
    chance = random.Random(1)
    drawn = chance.choices(ids, [1 / rank for rank in range(1, len(ids) + 1)], k=2000)
    paths = ",".join(f'"/v1/entries/{one}?lang=sv&include=sections"' for one in drawn)
    script = folder / "zipf.lua"
    script.write_text(
        f"local paths={{{paths}}}\nlocal i=0\nfunction request() i=i%#paths+1 return wrk.format('GET',paths[i]) end\n"
    )
    return script


def measure(runs: list) -> dict[tuple[str, str], tuple[float, float]]:
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
    taken = [seconds * 1000 for _, seconds, _ in answers]
    return load.quantile(taken, 0.5), load.quantile(taken, 0.99)


def swap(server: servers.Server, folder: Path) -> dict[str, float]:
    """What a new release does to 500 requests a second: failures, and p99 in the second around it and before."""
    text = folder / "content" / "sv" / "concepts" / "empathy.md"
    text.write_text(re.sub(r"(?m)^definition: (.*)$", r"definition: \1 (nytt)", text.read_text(), count=1))
    publisher = subprocess.Popen(
        [
            sys.executable,
            "-c",
            (
                "import time,sys; time.sleep(3); from bench.http import publish; "
                f"from pathlib import Path; publish(Path({str(folder)!r}))"
            ),
        ],
        cwd=servers.ROOT,
    )
    began = time.perf_counter()
    requests = [load.get(target) for target in TARGETS.values()]
    answers = load.paced(server.port, requests, rate=500, seconds=18)
    publisher.wait()
    tags = f"{server.url}/version"
    with urllib.request.urlopen(tags) as answer:  # noqa: S310
        release = json.load(answer)["release"]
    by_second: dict[int, list[float]] = {}
    for moment, seconds, _ in answers:
        by_second.setdefault(int(moment - began), []).append(seconds * 1000)
    quiet = median(load.quantile(by_second[second], 0.99) for second in (0, 1, 2))
    worst = max(load.quantile(values, 0.99) for second, values in by_second.items() if second > 2)
    return {"release": release, "failed": sum(status != 200 for *_, status in answers), "quiet": quiet, "worst": worst}


if __name__ == "__main__":
    main()
