"""oEmbed 1.0 (oembed.com): from the address of an embedded page to the HTML that puts it into another page."""

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qs, unquote, urlsplit

import orjson

from app.articles import read_entry, read_series
from app.catalogue.cards import Card
from app.catalogue.pinned import PIN
from app.catalogue.snapshot import Snapshot
from app.diagrams import Theme
from app.diagrams.svg import escape
from app.embeds.places import embed_path, find

_WIDTH, _HEIGHT = 640, 480
_STEPS: Final = 4
_SECONDS: Final = 3600
_NUMBER: Final = re.compile(r"[1-9][0-9]{0,8}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Embedded:
    """A rich oEmbed answer; sizes in CSS pixels."""

    title: str
    provider_name: str
    provider_url: str
    url: str
    width: int
    height: int

    @property
    def html(self) -> str:
        """A quotation with a link, for where frames are taken away, and the frame.

        WordPress wants the quotation first, shows it until the frame has told its height, and accepts only a frame
        with an end tag.
        """
        title, url = escape(self.title), escape(self.url)
        return (
            f'<blockquote class="wp-embedded-content"><a href="{url}">{title}</a></blockquote>'
            f'<iframe class="wp-embedded-content" sandbox="allow-scripts allow-popups" src="{url}" '
            f'width="{self.width}" height="{self.height}" title="{title}" loading="lazy" frameborder="0" '
            'marginwidth="0" marginheight="0" scrolling="auto"></iframe>'
        )


def embedded(
    snapshot: Snapshot, address: str, origin: str, *, max_width: int | None = None, max_height: int | None = None
) -> Embedded | None:
    """How to embed the page at *address*, if it is one of this *origin*; it is compared and never fetched.

    *address* may also be a path, which is then of this origin.
    """
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    is_ours = f"{parts.scheme}://{parts.netloc}".lower() == origin.lower()
    is_path = not parts.scheme and not parts.netloc
    steps = parts.path.split("/")
    if not (is_ours or is_path) or len(steps) != _STEPS or steps[:2] != ["", "embed"]:
        return None
    choice = snapshot.negotiator.choose(unquote(steps[2]))
    if choice is None:
        return None
    reader = snapshot.reader(choice.lang)
    place = find(snapshot, unquote(steps[3]), reader)
    if place is None:
        return None
    read = (
        read_entry(snapshot, place.what, reader)
        if isinstance(place.what, Card)
        else read_series(snapshot, place.what, reader)
    )
    theme = parse_qs(parts.query).get("theme", [""])[0]
    query = f"?theme={theme}" if theme in {Theme.LIGHT, Theme.DARK} else ""
    path = snapshot.path(embed_path(snapshot, place.what, reader.lang) + query)
    return Embedded(
        title=read.label,
        provider_name=snapshot.locales[reader.lang].title,
        provider_url=f"{origin}/",
        url=f"{origin}{path}",
        width=min(_WIDTH, max_width or _WIDTH),
        height=min(_HEIGHT, max_height or _HEIGHT),
    )


def pinned_by(address: str) -> str | None:
    """The number of the release that the page at *address* is to be of, if it names one."""
    try:
        named = parse_qs(urlsplit(address).query).get(PIN, [""])[0]
    except ValueError:
        return None
    return named if _NUMBER.fullmatch(named) else None


def as_json(found: Embedded) -> bytes:
    """The answer as JSON."""
    return orjson.dumps(_members(found))


def as_xml(found: Embedded) -> bytes:
    """The answer as XML."""
    members = "".join(f"<{name}>{escape(str(value))}</{name}>" for name, value in _members(found).items())
    return f'<?xml version="1.0" encoding="utf-8" standalone="yes"?>\n<oembed>{members}</oembed>\n'.encode()


def _members(found: Embedded) -> dict[str, str | int]:
    return {
        "version": "1.0",
        "type": "rich",
        "title": found.title,
        "provider_name": found.provider_name,
        "provider_url": found.provider_url,
        "cache_age": _SECONDS,
        "width": found.width,
        "height": found.height,
        "html": found.html,
    }
