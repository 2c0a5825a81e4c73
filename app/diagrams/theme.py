"""How figures look: one typeface in three sizes, one accent, in light and in dark."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from app.diagrams.metrics import Weight


class Theme(StrEnum):
    """Whose colours: the reader's preference, or one scheme for all. On paper a figure is always light."""

    AUTO = "auto"
    LIGHT = "light"
    DARK = "dark"


class Role(StrEnum):
    """What a text is for."""

    LABEL = "label"
    TEXT = "text"
    # On the accent colour.
    STRONG_LABEL = "strong-label"
    STRONG_TEXT = "strong-text"
    STRONG_SMALL_LABEL = "strong-small-label"
    NUMBER = "number"
    # Smaller, for forms with little room.
    SMALL_LABEL = "small-label"
    SMALL_TEXT = "small-text"


class Shade(StrEnum):
    """What a form is filled with."""

    PAPER = "paper"
    CARD = "card"
    SOFT = "soft"
    STRONG = "strong"
    # No outline, for what lies behind cards.
    BAND = "band"


@dataclass(frozen=True, slots=True)
class Type:
    """A size in pixels, a weight, and the height of a line."""

    size: float
    weight: Weight
    leading: float


_LABEL: Final = Type(15, "bold", 20)
_SMALL_LABEL: Final = Type(13.5, "bold", 18)
_TEXT: Final = Type(13, "regular", 18)
TYPES: Mapping[Role, Type] = {
    Role.LABEL: _LABEL,
    Role.TEXT: _TEXT,
    Role.STRONG_LABEL: _LABEL,
    Role.STRONG_TEXT: _TEXT,
    Role.STRONG_SMALL_LABEL: _SMALL_LABEL,
    Role.NUMBER: Type(13, "bold", 18),
    Role.SMALL_LABEL: _SMALL_LABEL,
    Role.SMALL_TEXT: Type(12, "regular", 16),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Palette:
    """Colours; every text is at least 4.5 : 1 against what it stands on, every line 3 : 1 against the paper."""

    paper: str
    band: str
    card: str
    soft: str
    strong: str
    ink: str
    text: str
    on_strong: str
    line: str
    faint: str
    link: str


LIGHT: Final = Palette(
    paper="#ffffff",
    band="#f3f6f8",
    card="#ffffff",
    soft="#e3f0f2",
    strong="#0b5d70",
    ink="#17222c",
    text="#41505c",
    on_strong="#ffffff",
    line="#6f828f",
    faint="#c3ced5",
    link="#0b5d70",
)
DARK: Final = Palette(
    paper="#12191f",
    band="#19232b",
    card="#1d2932",
    soft="#1c3b43",
    strong="#86d0de",
    ink="#eef3f6",
    text="#bac7d0",
    on_strong="#0a1a1f",
    line="#7b8f9c",
    faint="#3a4a55",
    link="#86d0de",
)

_FONTS: Final = 'system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif'


def _base() -> str:
    sizes = "".join(
        f".skf-{role}{{font-size:{kind.size:g}px;font-weight:{600 if kind.weight == 'bold' else 400}}}"
        for role, kind in TYPES.items()
    )
    return (
        f".skf{{display:block;max-width:100%;height:auto}}.skf text{{font-family:{_FONTS};letter-spacing:0}}{sizes}"
        ".skf-start{text-anchor:start}.skf-middle{text-anchor:middle}"
        ".skf-band{stroke:none}.skf-dashed{stroke-dasharray:5 4}"
        ".skf-line,.skf-dashed,.skf-faint{fill:none;stroke-width:1.5}.skf a{cursor:pointer;outline:none}"
        ".skf a:hover text,.skf a:focus-visible text{text-decoration:underline}"
        ".skf a:focus-visible .skf-form{stroke-width:3}"
    )


def _colours(palette: Palette) -> str:
    fills = "".join(f".skf-{shade}{{fill:{getattr(palette, shade)}}}" for shade in Shade)
    return (
        f"{fills}.skf-paper,.skf-card,.skf-soft{{stroke:{palette.faint}}}.skf-sheet{{fill:{palette.paper}}}"
        f".skf-strong{{stroke:{palette.strong}}}.skf-line,.skf-dashed{{stroke:{palette.line}}}"
        f".skf-faint{{stroke:{palette.faint}}}.skf-tip{{fill:{palette.line}}}"
        f".skf-label,.skf-small-label{{fill:{palette.ink}}}.skf-text,.skf-small-text{{fill:{palette.text}}}"
        f".skf-strong-label,.skf-strong-small-label,.skf-strong-text,.skf-number{{fill:{palette.on_strong}}}"
        f".skf a .skf-label,.skf a .skf-small-label{{fill:{palette.link}}}"
        f".skf a:focus-visible .skf-form{{stroke:{palette.link}}}"
        f".skf a:focus-visible .skf-strong{{stroke:{palette.ink}}}"
    )


_LIGHT_CSS: Final = _base() + _colours(LIGHT)
# Where the system imposes colours, its own; the accent becomes its highlight.
_FORCED: Final = (
    "@media (forced-colors:active){.skf .skf-form,.skf .skf-sheet{fill:Canvas;stroke:CanvasText}"
    ".skf .skf-strong{fill:Highlight}.skf text{fill:CanvasText}.skf a text{fill:LinkText}"
    ".skf .skf-strong-label,.skf .skf-strong-small-label,.skf .skf-strong-text,.skf .skf-number{fill:HighlightText}"
    ".skf .skf-line,.skf .skf-dashed,.skf .skf-faint{stroke:CanvasText}.skf .skf-tip{fill:CanvasText}}"
)
# Theme to the whole style sheet: the same for every figure, so that a page can allow it by its hash.
STYLES: Mapping[Theme, str] = {
    Theme.AUTO: f"{_LIGHT_CSS}@media screen and (prefers-color-scheme:dark){{{_colours(DARK)}}}{_FORCED}",
    Theme.LIGHT: f"{_LIGHT_CSS}{_FORCED}",
    Theme.DARK: f"{_LIGHT_CSS}@media screen{{{_colours(DARK)}}}{_FORCED}",
}
