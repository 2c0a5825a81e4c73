"""Says the program's own sentences in the reader's language: gettext catalogues, and English where there is none.

A message is its English sentence, with placeholders as in `%(name)s`. Mark it where it stands (`N_`), or translate it
there (`translate`, `ntranslate`, in templates `_` and `ngettext`); `python -m app.languages.update_catalogues` gathers
the marked ones into `locales/<lang>/LC_MESSAGES/messages.po`.
"""

from functools import cache, lru_cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from app.languages.matcher import best_match

LOCALES = Path(__file__).parent / "locales"
_DEVELOPERS = "en"
_REMEMBERED_LANGUAGES = 256


def N_(message: str) -> str:  # noqa: N802 -- gettext's name for it
    """*message* as it is, marked to be translated later."""
    return message


def translate(lang: str, message: str, /, **values: object) -> str:
    """*message* in the language *lang* with *values* put in; the English one if there is no translation.

    *lang* is any name of a language, a folder's, a tag or a data locale: `no`, `nb` and `nn` are all Norwegian.

    Raises:
        KeyError: if a placeholder of the message has no value.
    """
    said = _catalogue(lang).gettext(message)
    return said % values if values else said


def ntranslate(lang: str, singular: str, plural: str, count: int, /, **values: object) -> str:
    """The form that *count* things take in the language *lang*, with *count* among the values.

    Raises:
        KeyError: if a placeholder of the message has no value.
    """
    return _catalogue(lang).ngettext(singular, plural, count) % {"count": count, **values}


@lru_cache(_REMEMBERED_LANGUAGES)
def _catalogue(lang: str) -> NullTranslations:
    """The catalogue nearest to *lang* by CLDR's distance."""
    translated = sorted(file.parent.parent.name for file in LOCALES.glob("*/LC_MESSAGES/messages.po"))
    name = best_match([lang.replace("_", "-")], [*translated, _DEVELOPERS], default=_DEVELOPERS)
    return _read(LOCALES / name / "LC_MESSAGES" / "messages.po") if name in translated else NullTranslations()


@cache
def _read(file: Path) -> GNUTranslations:
    """A catalogue from its text, so that no compiled file can lag behind; some 10 ms, once a language."""
    from babel.messages.mofile import write_mo  # noqa: PLC0415 -- Babel is imported where it is first needed
    from babel.messages.pofile import read_po  # noqa: PLC0415

    compiled = BytesIO()
    with file.open("rb") as text:
        write_mo(compiled, read_po(text))
    compiled.seek(0)
    return GNUTranslations(compiled)
