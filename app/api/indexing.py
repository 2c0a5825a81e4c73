"""The process that makes the search index of a release: `python -m app.api.indexing GENERATION_FILE`.

The index of a file that is laid over another one is laid over the index of that one, which is made first if need be.
"""

import contextlib
import fcntl
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from html import unescape
from pathlib import Path
from typing import Final

from app.catalogue.cards import Card
from app.catalogue.generation import Body, Generation
from app.catalogue.processes import telling_of_the_disk
from app.catalogue.seals import discard, is_untouched, is_whole, seal
from app.search import VERSION, IndexFormatError, SearchDocument, UnlikeBaseError, base_of, build, build_over

# Up to so many entries every release gets a whole index: that takes seconds, and scores as if it were the first.
MOST_ALWAYS_WHOLE: Final = 300
_TAG: Final = re.compile(r"<[^>]+>")


def index_path(generation: Path) -> Path:
    """What the index of a generation file is called; another version of the analysis has another name."""
    return generation.with_name(f"{generation.name}.{VERSION}.search")


def generation_path(index: Path) -> Path:
    """The generation file whose index is called so."""
    return index.with_name(index.name.rsplit(".", 2)[0])


def index_files(index: Path) -> tuple[Path, ...]:
    """The file of an index and that of its base, if it has one; the index must be there."""
    base = base_of(index)
    return (index,) if base is None else (index, base)


def is_usable(index: Path) -> bool:
    """Whether an index is there as it was made, and what it is laid over, too."""
    return _are_all(is_whole, index)


def is_made(index: Path) -> bool:
    """The same, as far as the times of the files tell; reads none of them."""
    return _are_all(is_untouched, index)


def _are_all(sound: Callable[[Path], bool], index: Path) -> bool:
    with contextlib.suppress(IndexFormatError):
        return sound(index) and all(map(sound, index_files(index)))
    return False


def make(generation: Path) -> None:
    """Make the index of a generation file unless another process just did; they wait for each other."""
    with (generation.parent / ".indexing").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        _make(generation)


def _make(generation: Path) -> None:
    path = index_path(generation)
    if is_usable(path):
        return
    discard(path)
    opened = Generation(generation)
    if opened.base is None or opened.size <= MOST_ALWAYS_WHOLE:
        build(documents(opened, opened.cards()), path)
    else:
        below = index_path(opened.base)
        # To read all of a large file would take longer than to go on from it; whoever serves it has done so.
        if not is_untouched(below):
            _make(opened.base)
        try:
            build_over(below, documents(opened, opened.own_cards()), opened.replaced_ids(), path)
        except UnlikeBaseError:
            build(documents(opened, opened.cards()), path)
    seal(path, path)


def documents(generation: Generation, cards: Iterable[Card]) -> Iterator[SearchDocument]:
    """Every text of the entries *cards* as search sees it."""
    for card in cards:
        for lang in card.heads:
            body = generation.body(card.number, lang)
            yield SearchDocument(
                entry=card.id,
                lang=lang,
                kind=card.kind,
                series=tuple(name for name, _ in card.series),
                pref_label=body.text.pref_label,
                alt_labels=body.text.alt_labels,
                definition=body.text.definition,
                body=plain(body),
            )


def plain(body: Body) -> str:
    """A text's note, sections and the words of its diagram, without markup."""
    text = body.text
    pieces = [text.scope_note or ""]
    for section in text.sections:
        pieces += (section.title, unescape(_TAG.sub(" ", body.html.get(section.id, ""))))
    for part in text.parts.values():
        pieces += (part.label, part.text or "", *part.variants.values())
    return "\n".join(" ".join(piece.split()) for piece in pieces if piece)


if __name__ == "__main__":
    with telling_of_the_disk():
        make(Path(sys.argv[1]))
