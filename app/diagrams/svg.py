"""Scenes as SVG: text stays text, nothing is loaded, nothing runs."""

from collections.abc import Iterator
from xml.sax.saxutils import escape as escape_text

from app.diagrams.lines import HEAD, number, pair
from app.diagrams.scene import Area, Block, Group, Mark, Scene, Shape, Stroke, Tip
from app.diagrams.theme import STYLES, TYPES, Theme

# Where a line of text stands between the upper and the lower edge of its line: DejaVu's ascent and descent.
_RISE = 0.346
_TIP_HALF = 4.5


def render(scene: Scene, *, name: str, title: str, description: str, lang: str, theme: Theme) -> str:
    """*scene* as an SVG document; *name* begins its ids, *title* and *description* tell what it shows."""
    # An image hides what is inside it; links inside must stay within reach (WAI-ARIA, "children presentational").
    role = "group" if any(group.href for group in scene.groups) else "img"
    width, height = number(scene.width), number(scene.height)
    name = escape(name)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="skf" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}" role="{role}" aria-labelledby="{name}-title" aria-describedby="{name}-desc" '
        f"{_lang(lang)}>"
        f'<title id="{name}-title">{escape(title)}</title><desc id="{name}-desc">{escape(description)}</desc>'
        f"<style>{escape_text(STYLES[theme])}</style>"
        f'<rect class="skf-sheet" width="{width}" height="{height}" rx="8"/>'
        f"{''.join(_group(group, lang) for group in scene.groups)}</svg>"
    )


def escape(text: str) -> str:
    """*text* for content and attributes; what XML 1.0 cannot hold (control characters, lone surrogates) is left out."""
    return escape_text("".join(char for char in text if _is_allowed(char)), {'"': "&quot;", "'": "&#39;"})


def _is_allowed(char: str) -> bool:
    code = ord(char)
    return char in "\t\n\r" or 0x20 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or code > 0xFFFF  # noqa: PLR2004 -- XML 1.0 §2.2


def _group(group: Group, lang: str) -> str:
    inside = "".join(_mark(mark, lang) for mark in group.marks)
    if group.title:
        inside = f"<title{_other(group.title_lang, lang)}>{escape(group.title)}</title>{inside}"
    if group.href:
        return f'<a href="{escape(group.href)}">{inside}</a>'
    return f"<g>{inside}</g>" if group.title else inside


def _mark(mark: Mark, lang: str) -> str:
    match mark:
        case Area():
            box = mark.box
            return (
                f'<rect class="skf-form skf-{mark.shade}" x="{number(box.x)}" y="{number(box.y)}" '
                f'width="{number(box.width)}" height="{number(box.height)}" rx="{number(mark.radius)}"/>'
            )
        case Shape():
            return f'<path class="skf-form skf-{mark.shade}" d="{mark.path}"/>'
        case Stroke():
            return f'<path class="skf-{mark.style}" d="{mark.path}"/>'
        case Tip():
            return f'<path class="skf-tip" d="{_tip(mark)}"/>'
    return _block(mark, lang)


def _tip(tip: Tip) -> str:
    x, y = tip.x - tip.dx * HEAD, tip.y - tip.dy * HEAD
    left = pair(x - tip.dy * _TIP_HALF, y + tip.dx * _TIP_HALF)
    right = pair(x + tip.dy * _TIP_HALF, y - tip.dx * _TIP_HALF)
    return f"M{pair(tip.x, tip.y)}L{left}L{right}Z"


def _block(block: Block, lang: str) -> str:
    return (
        f'<text class="skf-{block.role} skf-{block.anchor}"{_other(block.lang, lang)}>{" ".join(_lines(block))}</text>'
    )


def _lines(block: Block) -> Iterator[str]:
    kind = TYPES[block.role]
    x = block.box.x if block.anchor == "start" else block.box.middle[0]
    y = block.box.y + kind.leading / 2 + kind.size * _RISE
    for at, line in enumerate(block.lines):
        yield f'<tspan x="{number(x)}" y="{number(y + at * kind.leading)}">{escape(line)}</tspan>'


def _lang(lang: str) -> str:
    return f'lang="{escape(lang)}" xml:lang="{escape(lang)}"'


def _other(lang: str | None, whole: str) -> str:
    """The language of a part, where it is not that of the whole."""
    return f" {_lang(lang)}" if lang and lang != whole else ""
