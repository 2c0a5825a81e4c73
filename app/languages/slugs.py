"""Makes the words of an address from a label, and brings every spelling of an address to one."""

import re
import unicodedata
from urllib.parse import unquote

MAX_LENGTH = 80
"""Characters of a slug; a longer label is cut between words where it can be."""
# Languages in which I is the capital of ı, and İ that of i (Unicode's SpecialCasing).
_DOTLESS = frozenset({"az", "tr"})
_KEPT = frozenset("LMN")


def slugify(label: str, data_locale: str) -> str:
    """*label* as a slug: NFC, lower case, letters and digits of every script kept, all else one hyphen.

    At most 80 characters. Invisible characters, as a soft hyphen, leave no trace; a label without letters gives "".

    >>> slugify("Ärligt bemötande – på riktigt!", "sv")
    'ärligt-bemötande-på-riktigt'
    """
    if data_locale.partition("-")[0] in _DOTLESS:
        label = unicodedata.normalize("NFC", label).replace("I", "ı").replace("İ", "i")
    lowered = unicodedata.normalize("NFC", unicodedata.normalize("NFC", label).lower())
    kept = (_kept(character) for character in lowered)
    slug = re.sub("-+", "-", "".join(kept)).strip("-")
    if len(slug) <= MAX_LENGTH:
        return slug
    cut = slug[: MAX_LENGTH + 1].rpartition("-")[0]
    return cut or slug[:MAX_LENGTH]


def normalize_slug(raw: str) -> str:
    """The one spelling of a slug as it may arrive in a path: percent-encoded, decomposed, in capitals.

    >>> normalize_slug("BEMO%CC%88TANDE") == normalize_slug("bemötande") == "bemötande"
    True
    """
    lowered = unicodedata.normalize("NFC", unquote(raw)).lower()
    return unicodedata.normalize("NFC", lowered)


def _kept(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Cf":
        return ""
    return character if category[0] in _KEPT else "-"
