"""The HTML of the texts that a release brings, made before anything is written and out of memory until it is."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from tempfile import TemporaryFile

import msgspec

from app.domain.texts import Text

# From Markdown to HTML, of each in their order.
Render = Callable[[Iterable[str]], Iterator[str]]


@contextmanager
def rendered(
    texts: Callable[[], Iterator[Text]], render: Render, report: Callable[[int], None]
) -> Iterator[Iterator[str]]:
    """For each of *texts*, in their order, its sections' HTML by id, as JSON; *report* is told of every text.

    *texts* is asked twice: for what is to be rendered, and for the sections that the HTML is of.
    """
    with TemporaryFile() as file:
        pieces = render(section.markdown for text in texts() for section in text.sections)
        for text in texts():
            html = {section.id: next(pieces) for section in text.sections}
            # JSON of any text is one line.
            file.write(msgspec.json.encode(html) + b"\n")
            report(1)
        file.seek(0)
        yield (line[:-1].decode() for line in file)
