"""Small line charts as one SVG, readable in light and dark; the same values draw the same bytes."""

import math
from html import escape

WIDTH, HEIGHT, ACROSS = 300, 210, 3
LEFT, RIGHT, TOP, BOTTOM = 52, 16, 40, 34
STYLE = """
svg { background: #fff; font: 12px system-ui, sans-serif; }
text { fill: #333; } .title { font-weight: 600; fill: #111; } .value { fill: #111; }
.axis { stroke: #999; } .bound { stroke: #b3261e; stroke-dasharray: 5 4; } .limit { fill: #b3261e; }
.line { fill: none; stroke: #0b57d0; stroke-width: 2; } .point { fill: #0b57d0; }
@media (prefers-color-scheme: dark) {
  svg { background: #16181c; } text { fill: #c4c7cc; } .title, .value { fill: #f1f3f4; } .axis { stroke: #6b7078; }
  .bound { stroke: #f2b8b5; } .limit { fill: #f2b8b5; } .line { stroke: #a8c7fa; } .point { fill: #a8c7fa; }
}
"""


def told(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


class Scale:
    """From values to shares of an axis: logarithmic where they are far apart, otherwise from nothing up."""

    def __init__(self, values: list[float]) -> None:
        low, high = max(min(values), 1e-6), max(*values, 1e-6)
        self.is_logarithmic = high / low > 8
        if self.is_logarithmic:
            powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high) + 1e-9) + 1)
            self.ticks = [10.0**power for power in powers]
        else:
            step = 10 ** math.floor(math.log10(high))
            step = next(step * share for share in (0.5, 1, 2, 5) if high / (step * share) <= 5)
            self.ticks = [step * place for place in range(math.ceil(high * 1.05 / step) + 1)]

    def share(self, value: float) -> float:
        first, last = self.ticks[0], self.ticks[-1]
        if self.is_logarithmic:
            first, last, value = (math.log10(max(one, 1e-6)) for one in (first, last, value))
        return (value - first) / (last - first)


def chart(
    title: str, sizes: list[int], values: list[float], bound: float | None, *, corner: tuple[int, int]
) -> list[str]:
    """One chart with its upper left *corner* at a place; *bound* is what must not be passed."""
    x, y = corner
    inner_width, inner_height = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM
    scale = Scale([*values, *([bound] if bound else [])])
    first, last = math.log10(min(sizes)), math.log10(max(sizes))
    span = (last - first) or 1.0

    def across(size: float) -> float:
        return round(x + LEFT + inner_width * (math.log10(size) - first) / span, 1)

    def up(value: float) -> float:
        return round(y + TOP + inner_height * (1 - scale.share(value)), 1)

    end, floor = x + WIDTH - RIGHT, y + HEIGHT - BOTTOM
    out = [f'<text class="title" x="{x + 12}" y="{y + 20}">{escape(title)}</text>']
    out += [f'<path class="axis" fill="none" d="M{x + LEFT} {y + TOP}V{floor}H{end}"/>']
    out += [
        f'<text x="{x + LEFT - 6}" y="{up(tick) + 4}" text-anchor="end">{told(tick)}</text>' for tick in scale.ticks
    ]
    for size in sizes:
        anchor = "end" if size == max(sizes) else "middle"
        out.append(f'<text x="{across(size)}" y="{floor + 18}" text-anchor="{anchor}">{size:,}</text>')
    if bound is not None:
        out.append(f'<path class="bound" d="M{x + LEFT} {up(bound)}H{end}"/>')
        out.append(f'<text class="limit" x="{x + LEFT + 6}" y="{up(bound) - 5}">at most {told(bound)}</text>')
    points = [(across(size), up(value)) for size, value in zip(sizes, values, strict=True)]
    out.append(f'<polyline class="line" points="{" ".join(f"{left},{top}" for left, top in points)}"/>')
    for (left, top), value in zip(points, values, strict=True):
        anchor = "end" if left > end - 20 else "start" if left < x + LEFT + 20 else "middle"
        out.append(f'<circle class="point" cx="{left}" cy="{top}" r="3"/>')
        out.append(f'<text class="value" x="{left}" y="{top - 8}" text-anchor="{anchor}">{told(value)}</text>')
    return out


def drawing(title: str, sizes: list[int], charts: list[tuple[str, list[float], float | None]]) -> str:
    """The charts in rows; each is a title, a value a size, and a bound or None."""
    rows = -(-len(charts) // ACROSS)
    wide, high = WIDTH * ACROSS, HEIGHT * rows
    out = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" role="img" width="{wide}" '
            f'height="{high}">'
        ),
        f"<title>{escape(title)}</title><style>{STYLE}</style>",
    ]
    for place, (name, values, bound) in enumerate(charts):
        corner = place % ACROSS * WIDTH, place // ACROSS * HEIGHT
        out += chart(name, sizes, values, bound, corner=corner)
    return "\n".join([*out, "</svg>\n"])
