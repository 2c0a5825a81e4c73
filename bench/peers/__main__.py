"""Only the other systems and the twin beside the product: `python -m bench.peers` prints what a request costs each.

Ends with 1 if the product does not keep its distance from them.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import http, load, peers, postgres, servers
from bench.ratios import Figures, others

OURS = ("fast lane", "ASGI", "nothing kept")
_SETTINGS: tuple[dict[str, str], ...] = ({}, {"FAST_LANE": "false"}, {"CACHE_BYTES": "0"})


def main() -> None:
    if load.WRK is None:
        raise SystemExit("The load generator wrk is not installed.")
    with TemporaryDirectory(prefix="bench-") as name, ExitStack() as stack:
        folder = Path(name)
        # The database server runs as another user when we are root.
        folder.chmod(0o755)
        servers.publish(folder)
        ours = [
            stack.enter_context(servers.product(what, folder, **own)) for what, own in zip(OURS, _SETTINGS, strict=True)
        ]
        twin = http.twin_server(stack, folder, ours[0])
        found = peers.started(stack, ours[0], postgres.started(stack, folder))
        runs = [
            *((what, server, server.url + target, {}, None)
              for what, target in http.TARGETS.items() for server in (*ours, twin)),
            *((what, one.server, url, {}, None) for one in found.systems for what, url in one.addresses.items()),
        ]  # fmt: skip
        sizes = {(what, server.name): len(http.fetch(url)[1]) for what, server, url, _, _ in runs}
        figures = http.measure(runs)
    gates = [*others(figures)]
    print("\n".join([*_table(figures, sizes), "", *(f"- {name}: {about}" for name, about in found.told().items()), ""]))
    for gate in gates:
        print(f"{'yes' if gate.is_met else 'NO'}: {gate.about}: {gate.figure:.0f}, at least {gate.limit}")
    if not all(gate.is_met for gate in gates):
        raise SystemExit(1)


def _table(figures: Figures, sizes: dict[tuple[str, str], int]) -> Iterator[str]:
    yield "| what | server | characters | CPU a request (µs) | " + " | ".join(f"× {name}" for name in OURS) + " |"
    yield "| --- | --- " + "| ---: " * (2 + len(OURS)) + "|"
    for (what, name), (cost, _) in sorted(figures.items(), key=lambda one: one[0][0]):
        times = " | ".join(f"{cost / figures[what, one][0]:.1f}" for one in OURS)
        yield f"| {what} | {name} | {sizes[what, name]:,} | {cost:,.0f} | {times} |"


if __name__ == "__main__":
    main()
