"""Articles in the pages of others: one page without anything around it, and oEmbed (oembed.com) that leads to it."""

from app.embeds.component import COMPONENT_NAME, component
from app.embeds.oembed import Embedded, as_json, as_xml, embedded, pinned_by
from app.embeds.page import entry_page, policy, series_page
from app.embeds.places import Place, embed_path, find

__all__ = [
    "COMPONENT_NAME",
    "Embedded",
    "Place",
    "as_json",
    "as_xml",
    "component",
    "embed_path",
    "embedded",
    "entry_page",
    "find",
    "pinned_by",
    "policy",
    "series_page",
]
