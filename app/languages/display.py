"""What each language calls the others, and how it writes lists, numbers and dates: CLDR's data through Babel.

Everywhere `data_locale` is what CLDR calls a language (`no`, `fil`, `pt-BR`). What CLDR does not know is written as in
English, so that another catalogue's language never breaks a page.
"""

from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING, Literal

from app.languages.cldr import subtags

if TYPE_CHECKING:
    import babel

_DEVELOPERS = "en"


def language_name(tag: str, data_locale: str) -> str:
    """What speakers of *data_locale* call the language of *tag*, or the tag itself if they have no word for it.

    As in running text, so in lower case in most languages; a script or region follows in brackets where the variety has
    no name of its own. Browsers turn `tl` into Filipino; this does not.
    """
    reader = _babel_locale(data_locale)
    language, script, region, _ = subtags(tag)
    whole = reader.languages.get("_".join(filter(None, (language, script, region))))
    name = whole or reader.languages.get(language, tag)
    details = [] if whole else [reader.scripts.get(script), reader.territories.get(region)]
    known = ", ".join(filter(None, details))
    return f"{name} ({known})" if known else name


def format_list(items: Sequence[str], data_locale: str, style: Literal["and", "or"] = "and") -> str:
    """*items* as a list in a sentence: `a, b og c`."""
    from babel import lists  # noqa: PLC0415 -- Babel is imported where it is first needed, not at start-up

    style_name: Literal["standard", "or"] = "or" if style == "or" else "standard"
    return lists.format_list(items, style_name, _babel_locale(data_locale))


def format_number(number: float, data_locale: str) -> str:
    """*number* with the language's separators: `1.234,5` in Danish."""
    from babel import numbers  # noqa: PLC0415

    return numbers.format_decimal(number, locale=_babel_locale(data_locale))


def format_date(
    day: date | datetime, data_locale: str, length: Literal["short", "medium", "long", "full"] = "long"
) -> str:
    """*day* as it is written in the language: `31. januar 2026`; of a time, the day in the time's own zone."""
    from babel import dates  # noqa: PLC0415

    return dates.format_date(day, length, _babel_locale(data_locale))


def plural_rule(data_locale: str) -> str:
    """The language's plural rule as the header `Plural-Forms` of a gettext catalogue has it."""
    from babel import plural  # noqa: PLC0415

    return plural.to_gettext(_babel_locale(data_locale).plural_form)


@cache
def _babel_locale(data_locale: str) -> "babel.Locale":
    """Babel's locale, or that of the language without its region (`no_NO` is none of Babel's), or English."""
    from babel import Locale as BabelLocale  # noqa: PLC0415
    from babel import UnknownLocaleError  # noqa: PLC0415

    parts = data_locale.replace("-", "_").split("_")
    for length in range(len(parts), 0, -1):
        try:
            return BabelLocale.parse("_".join(parts[:length]))
        except (UnknownLocaleError, ValueError):
            continue
    return BabelLocale.parse(_DEVELOPERS)
