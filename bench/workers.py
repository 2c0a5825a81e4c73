"""What a second worker adds, and how much memory workers share."""

from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bench import load, servers

ROUNDS = 3
SECONDS = 2


@dataclass(frozen=True, slots=True)
class Scaling:
    """With one worker and with two: requests a second, µs of processor time a request; and what each of two takes."""

    rates: tuple[float, float]
    costs: tuple[float, float]
    # The share of one core that the load generator took beside two workers.
    generator: float
    memories: list[servers.Memory]


def measured(folder: Path, target: str) -> Scaling:
    """A *target* that is not kept, and costs a server many times what it costs the generator."""
    found: dict[int, list[tuple[float, float, float]]] = {1: [], 2: []}
    with ExitStack() as stack:
        running = {
            number: stack.enter_context(
                servers.product(f"{number} workers", folder, CACHE_BYTES="0", WORKERS=str(number))
            )
            for number in found
        }
        for number in range(ROUNDS + 1):
            for count, server in running.items():
                before, own = server.cpu(), load.children_cpu()
                requests, failed = load.burst(server.url + target, {}, seconds=SECONDS, connections=16)
                if failed:
                    raise SystemExit(f"{failed} failures with {count} workers.")
                if number:  # the first round warms up
                    spent = (server.cpu() - before) * 1e6 / requests
                    found[count].append((requests / SECONDS, spent, (load.children_cpu() - own) / SECONDS))
        # The largest two: the others only watch over them.
        memories = sorted(running[2].memories(), reverse=True)[:2]
    rates, costs = ([median(run[column] for run in found[count]) for count in (1, 2)] for column in (0, 1))
    return Scaling(
        rates=(rates[0], rates[1]),
        costs=(costs[0], costs[1]),
        generator=median(run[2] for run in found[2]),
        memories=memories,
    )
