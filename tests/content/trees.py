"""Small content trees: one that nothing is wrong with, and changes to it."""

from collections.abc import Mapping
from pathlib import Path

from app.content.reader import Reading, read
from app.content.stamp import stamp
from app.content.tree import open_tree

BASE: Mapping[str, str] = {
    "_shared/catalogue.yaml": "licence: CC-BY-4.0\ndefault_lang: da\nsite_order: [da, no]\n",
    "_shared/concepts/loyalty.yaml": "source_lang: da\n",
    "_shared/concepts/trust.yaml": "source_lang: da\nrelations: {related: [loyalty]}\n",
    "da/_locale.yaml": "autonym: Dansk\ntag: da\ndata_locale: da\ntitle: Viden\ndescription: Om service.\n",
    "no/_locale.yaml": "autonym: Norsk\ntag: nb\ndata_locale: no\ntitle: Kunnskap\ndescription: Om service.\n",
    "da/concepts/loyalty.md": "---\npref_label: Loyalitet\ndefinition: At komme igen.\n---\n",
    "da/concepts/trust.md": (
        "---\npref_label: Tillid\ndefinition: At regne med nogen.\n---\n"
        "## Hvad det er {#what-it-is}\n\nTillid giver loyalitet.\n\n## Grænser {#limits}\n\nDen kan brydes.\n"
    ),
}
TRUST_NO = (
    "---\npref_label: Tillit\ndefinition: Å regne med noen.\n---\n"
    "## Hva det er {#what-it-is}\n\nTillit gir lojalitet.\n\n## Grenser {#limits}\n\nDen kan brytes.\n"
)


def grow(root: Path, changes: Mapping[str, str | None] | None = None, *, stamped: bool = False) -> Path:
    """The base tree below *root*, with files written, rewritten or (None) left out."""
    for path, text in {**BASE, **(changes or {})}.items():
        if text is not None:
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_bytes(text.encode())
    if stamped:
        stamp(root, [])
    return root


def reading(root: Path, changes: Mapping[str, str | None] | None = None, *, known_ids: tuple[str, ...] = ()) -> Reading:
    """What is read from such a tree."""
    return read(open_tree(grow(root, changes)), known_ids=known_ids)


def told(root: Path, changes: Mapping[str, str | None] | None = None, *, known_ids: tuple[str, ...] = ()) -> list[str]:
    """Its problems, as an editor reads them."""
    return [problem.told() for problem in reading(root, changes, known_ids=known_ids).problems]


def concept(body: str = "", front: str = "") -> str:
    """A text with more front matter, or with a body."""
    return f"---\npref_label: Tillid\ndefinition: At regne med nogen.\n{front}---\n{body}"
