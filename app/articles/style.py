"""How articles look: readable at 320 pixels, in light and dark, and on paper."""

from collections.abc import Mapping
from typing import Final

from app.diagrams.theme import DARK, LIGHT, Palette, Theme


def _colours(palette: Palette) -> str:
    return (
        f"body{{background:{palette.paper};color:{palette.ink}}}a{{color:{palette.link}}}"
        f".definition{{border-color:{palette.strong}}}.note{{background:{palette.soft};color:{palette.ink}}}"
        f"footer,.tongue,.also,summary{{color:{palette.text}}}th,td,footer{{border-color:{palette.line}}}"
    )


_BASE: Final = (
    "*{box-sizing:border-box}html{-webkit-text-size-adjust:100%}"
    'body{margin:0;padding:1rem;font:1rem/1.55 system-ui,-apple-system,"Segoe UI",Roboto,Arial,sans-serif;'
    "overflow-wrap:break-word}"
    "article{max-width:46rem;margin:0 auto}h1{font-size:1.6rem;line-height:1.2;margin:0 0 .5rem}"
    "h2{font-size:1.2rem;line-height:1.3;margin:1.6rem 0 .4rem}h3{font-size:1.05rem;margin:1.2rem 0 .3rem}"
    "p,ul,ol{margin:.5rem 0}.definition{font-size:1.1rem;border-inline-start:.25rem solid;padding-inline-start:.8rem}"
    ".note{padding:.5rem .8rem;border-radius:.3rem}.also,.tongue{font-size:.9rem}figure{margin:1.2rem 0}"
    "svg{display:block;max-width:100%;height:auto}.narrow{display:none}"
    "@media(max-width:35rem){.wide{display:none}.narrow{display:block}}"
    "table{border-collapse:collapse;width:100%;font-size:.95rem;overflow-wrap:anywhere}"
    "th,td{border:1px solid;padding:.3rem .5rem;text-align:start;vertical-align:top}"
    "caption{text-align:start;font-weight:600}.right{text-align:end}.center{text-align:center}"
    "summary{cursor:pointer;padding:.3rem 0}a:focus-visible,summary:focus-visible{outline:3px solid;outline-offset:2px}"
    "footer{border-top:1px solid;margin-top:2rem;padding-top:.5rem;font-size:.9rem}"
    "footer h2{font-size:1rem;margin:1rem 0 .2rem}pre{white-space:pre-wrap}"
    "@media print{body{padding:0}details>summary{display:none}a{color:inherit}.definition{break-inside:avoid}}"
)
# Without colours it follows the surroundings, as e-book readers and platforms want.
STYLE: Final = _BASE
_STYLES: Mapping[Theme, str] = {
    Theme.AUTO: f":root{{color-scheme:light dark}}{_BASE}{_colours(LIGHT)}"
    f"@media screen and (prefers-color-scheme:dark){{{_colours(DARK)}}}",
    Theme.LIGHT: f":root{{color-scheme:light}}{_BASE}{_colours(LIGHT)}",
    Theme.DARK: f"@media screen{{:root{{color-scheme:dark}}}}{_BASE}{_colours(LIGHT)}@media screen{{{_colours(DARK)}}}",
}


def style(theme: Theme) -> str:
    """The style sheet of a page that stands for itself, in the colours of *theme*; on paper it is always light."""
    return _STYLES[theme]
