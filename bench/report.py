"""Writes what was measured into docs/performance.md, between its markers, and prints it."""

import os
import platform
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from bench.ratios import BARE, OTHERS, Figures, Gate

PAGE = Path(__file__).parent.parent / "docs" / "performance.md"
ORDER = ("nginx", "fast lane", "ASGI", BARE, "nothing kept", "nothing kept, PostgreSQL", *OTHERS)


def write(
    figures: Figures,
    paced: Mapping[str, tuple[float, float]],
    facts: Mapping[str, Any],
    gates: Sequence[Gate],
    sizes: Mapping[str, int],
) -> None:
    """The tables of ratios, latencies and facts of one run."""
    bodies = ", ".join(f"{name} {size:,} B" for name, size in sizes.items())
    lines = [
        f"One run on {os.cpu_count()} cores, Python {platform.python_version()}, {platform.system()}.",
        f"Bodies: {bodies}.",
        "",
        *_gates(gates),
        "",
        *_costs(figures),
        "",
        *_latencies(paced),
        "",
        *_facts(facts),
    ]
    put("http", lines)


def _gates(gates: Sequence[Gate]) -> Iterator[str]:
    yield "| wanted | limit | this run | |"
    yield "| --- | ---: | ---: | --- |"
    for gate in gates:
        verdict = "yes" if gate.is_met else "**no**"
        if not gate.is_fair:
            verdict += ", as far as the machine was quiet"
        sign = "≥" if gate.at_least else "≤"
        yield f"| {gate.about} | {sign} {gate.limit:g} {gate.unit} | {gate.figure:.2f} {gate.unit} | {verdict} |"


def _costs(figures: Figures) -> Iterator[str]:
    yield "| what | server | CPU a request (µs) | × bare | requests a second | × bare |"
    yield "| --- | --- | ---: | ---: | ---: | ---: |"
    for what in dict.fromkeys(what for what, _ in figures):
        base = figures[what if (what, BARE) in figures else "entry", BARE]
        for name in ORDER:
            if (what, name) in figures:
                cpu, rate = figures[what, name]
                yield f"| {what} | {name} | {cpu:.0f} | {cpu / base[0]:.2f} | {rate:,.0f} | {rate / base[1]:.2f} |"


def _latencies(paced: Mapping[str, tuple[float, float]]) -> Iterator[str]:
    yield "At 1,000 requests a second, entry, list and search by turns:"
    yield ""
    yield "| server | p50 (ms) | p99 (ms) |"
    yield "| --- | ---: | ---: |"
    for name, (p50, p99) in paced.items():
        yield f"| {name} | {p50:.2f} | {p99:.2f} |"


def _facts(facts: Mapping[str, Any]) -> Iterator[str]:
    seconds, spent = facts["first answer"]
    yield f"- first answer after {seconds:.2f} s, {spent:.2f} s of processor time"
    yield f"- one worker takes {_size(facts['memory'])}"
    swaps = facts["swaps"]
    told = ", ".join(f"{swap.quiet:.1f} and {swap.around:.1f}" for swap in swaps)
    failed, worst = sum(swap.failed for swap in swaps), max(swap.worst for swap in swaps)
    yield (
        f"- {len(swaps)} new releases under 500 requests a second: {failed} failed; p99 in ms before and in the second "
        f"around each swap: {told}; {worst:.1f} in the worst second"
    )
    load = facts["overload"]
    yield (
        f"- overload: {load.sustainable:.0f} searches a second can be answered when nothing is kept; asked "
        f"{load.asked:.0f}, {load.answered:.0f} were answered (half of them within {load.answer_p50:.0f} ms) and "
        f"{load.refused:.0%} of all refused with 503 and Retry-After (half within {load.refusal_p50:.0f} ms); "
        f"{load.sick} of {load.health_checks} health checks failed; {load.recovery:.2f} s later every request was "
        "answered again"
    )
    workers = facts["workers"]
    yield (
        f"- two workers answer {workers.rates[1] / workers.rates[0]:.2f} times what one does (searches, nothing "
        f"kept, {workers.rates[0]:,.0f} and {workers.rates[1]:,.0f} a second; wrk took "
        f"{workers.generator:.0%} of a core); each takes {' and '.join(map(_size, workers.memories))}"
    )
    others = facts["peers"]
    yield from (f"- {name}: {told}" for name, told in others.items())


def _size(memory: Any) -> str:
    return (
        f"{memory.resident:.0f} MB resident ({memory.proportional:.0f} MB proportional, {memory.own:.0f} MB of its own)"
    )


def put(section: str, lines: list[str]) -> None:
    """Replace what stands between the section's markers."""
    told = "\n".join(lines)
    print(told)
    begin, end = f"<!-- {section}: begin -->", f"<!-- {section}: end -->"
    page = PAGE.read_text()
    before, _, rest = page.partition(begin)
    _, _, after = rest.partition(end)
    PAGE.write_text(f"{before}{begin}\n{told}\n{end}{after}")
