"""Writes what was measured into docs/performance.md, between its markers, and prints it."""

import os
import platform
from pathlib import Path

PAGE = Path(__file__).parent.parent / "docs" / "performance.md"
ORDER = ("nginx", "fast lane", "ASGI", "bare ASGI", "nothing kept", "twin")


def write(figures: dict, paced: dict, facts: dict, sizes: dict) -> None:
    """The table of ratios, latencies and facts of one run."""
    lines = [
        (
            f"One run on {os.cpu_count()} cores, Python {platform.python_version()}, {platform.system()}. "
            f"Bodies: {', '.join(f'{name} {size:,} B' for name, size in sizes.items())}."
        ),
        "",
        "| what | server | CPU a request (µs) | × bare | requests a second | × bare |",
        "| --- | --- | ---: | ---: | ---: | ---: |",
    ]
    for what in dict.fromkeys(what for what, _ in figures):
        base = figures[what if (what, "bare ASGI") in figures else "entry", "bare ASGI"]
        for name in ORDER:
            if (what, name) in figures:
                cpu, rate = figures[what, name]
                lines.append(
                    f"| {what} | {name} | {cpu:.0f} | {cpu / base[0]:.2f} | {rate:,.0f} | {rate / base[1]:.2f} |"
                )
    lines += ["", "At 1,000 requests a second, entry, list and search by turns:", ""]
    lines += ["| server | p50 (ms) | p99 (ms) |", "| --- | ---: | ---: |"]
    lines += [f"| {name} | {p50:.2f} | {p99:.2f} |" for name, (p50, p99) in paced.items()]
    swap = facts.pop("swap")
    lines += ["", *(f"- {name}: {value:.2f}" for name, value in facts.items())]
    lines.append(
        f"- a new release under 500 requests a second: {swap['failed']} failed; p99 {swap['quiet']:.1f} ms before, "
        f"{swap['worst']:.1f} ms in the worst second of publishing and swapping"
    )
    put("http", lines)


def put(section: str, lines: list[str]) -> None:
    """Replace what stands between the section's markers."""
    told = "\n".join(lines)
    print(told)
    begin, end = f"<!-- {section}: begin -->", f"<!-- {section}: end -->"
    page = PAGE.read_text()
    before, _, rest = page.partition(begin)
    _, _, after = rest.partition(end)
    PAGE.write_text(f"{before}{begin}\n{told}\n{end}{after}")
