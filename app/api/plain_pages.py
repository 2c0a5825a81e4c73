"""How pages of the API for people look: like the site, in one style that they carry and allow by its hash."""

import base64
import hashlib
from typing import Final

from app.diagrams.theme import DARK, LIGHT, Palette


def _colours(palette: Palette) -> str:
    return (
        f"body{{background:{palette.paper};color:{palette.ink}}}a{{color:{palette.link}}}"
        f"header{{background:{palette.band};border-color:{palette.faint}}}header a{{color:{palette.ink}}}"
        f"dt,.quiet{{color:{palette.text}}}:focus-visible{{outline-color:{palette.link}}}"
        f"textarea,input[type]{{background:{palette.paper};border-color:{palette.line};accent-color:{palette.strong}}}"
        f"button{{background:{palette.strong};border-color:{palette.strong};color:{palette.on_strong}}}"
        f".text{{background:{palette.band}}}.answer{{background:{palette.soft}}}fieldset{{border-color:{palette.faint}}}"
    )


_SANS: Final = 'system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif'
_SERIF: Final = 'Charter,"Bitstream Charter","Iowan Old Style","Sitka Text",Cambria,Georgia,serif'
STYLE: Final = (
    ":root{color-scheme:light dark}*{box-sizing:border-box}html{-webkit-text-size-adjust:100%}"
    f"body{{margin:0;font:1.0625rem/1.6 {_SANS};overflow-wrap:break-word}}"
    "header,main{padding:.75rem max(1.25rem,50vw - 19rem)}header{border-bottom:1px solid}"
    f"h1,h2,header a{{font-family:{_SERIF};line-height:1.2;text-wrap:balance}}"
    "header a{font-size:1.35rem;font-weight:700;text-decoration:none}header a:hover{text-decoration:underline}"
    "main{padding-top:2rem;padding-bottom:3rem}h1{font-size:clamp(1.6rem,1.3rem + 1.6vw,2.2rem);margin:0 0 1rem}"
    "h2{font-size:1.3rem;margin:2rem 0 .5rem}a{text-underline-offset:.16em}"
    ":focus-visible{outline:3px solid;outline-offset:2px;border-radius:2px}"
    "label,legend{font-weight:600}legend{padding:0 .3rem}"
    "fieldset{border:1px solid;border-radius:.4rem;padding:.5rem .9rem .7rem;margin:1.25rem 0;display:flex;"
    "flex-wrap:wrap;gap:.25rem 1.25rem}.choice{font-weight:400}"
    "textarea,input[type=email]{display:block;width:100%;font:inherit;color:inherit;margin-top:.25rem;"
    "padding:.45rem .75rem;border:1px solid;border-radius:.4rem}"
    "button{font:inherit;font-weight:600;padding:.45rem 1rem;border:1px solid;border-radius:.4rem;cursor:pointer}"
    ".empty{position:absolute;left:-99rem}.quiet{font-size:.9375rem}"
    ".problem{border-inline-start:.3rem solid #b3261e;padding-inline-start:.75rem}"
    ".text{white-space:pre-wrap;overflow-wrap:anywhere;margin:0 0 1rem;padding:.75rem 1rem;border-radius:.4rem}"
    "dl{display:grid;grid-template-columns:auto 1fr;gap:.25rem 1.25rem;margin:0 0 1.25rem}dd{margin:0}"
    "code{font-size:.95em}@media print{header,button,.quiet{display:none}}"
    f"{_colours(LIGHT)}@media screen and (prefers-color-scheme:dark){{{_colours(DARK)}"
    ".problem{border-color:#f2b8b5}}"
)
_HASH: Final = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
# Nothing but the style, from nowhere; a form goes to this server only, and no other page frames it.
POLICY: Final = (
    f"default-src 'none'; style-src 'sha256-{_HASH}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
