"""Moodle's glossary XML, as its glossary's own export writes it (`mod/glossary/lib.php`): one concept an entry."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from app.articles import Article
from app.articles.markup import lang_attributes
from app.catalogue.cards import Card
from app.diagrams.svg import escape
from app.exports.packaging import Package, package
from app.exports.selection import Selection
from app.languages.messages import N_, translate

# What Moodle's columns hold, in characters.
_LONGEST: Final = 255
_HTML: Final = 1
_KINDS: Final = {"concept": N_("concepts"), "style": N_("styles"), "model": N_("models")}


def write(selection: Selection, path: Path) -> None:
    """Write the glossary; concepts link themselves in the course's texts once the platform's filter is on."""
    made = package(selection)
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write('<?xml version="1.0" encoding="UTF-8"?>\n<GLOSSARY>\n<INFO>\n')
        file.write("".join(f"<{name}>{value}</{name}>\n" for name, value in _info(made).items()))
        file.write("<ENTRIES>\n")
        for entry in made.articles:
            file.write(_entry(selection, made, entry))
        file.write("</ENTRIES>\n</INFO>\n</GLOSSARY>\n")


def _info(made: Package) -> dict[str, str | int]:
    return {
        "NAME": _short(made.title),
        "INTRO": escape(f"<p>{escape(made.about)}</p>"),
        "INTROFORMAT": _HTML,
        "ALLOWDUPLICATEDENTRIES": 1,
        "DISPLAYFORMAT": "dictionary",
        "SHOWSPECIAL": 1,
        "SHOWALPHABET": 1,
        "SHOWALL": 1,
        "ALLOWCOMMENTS": 0,
        "USEDYNALINK": 1,
        "DEFAULTAPPROVAL": 1,
        "GLOBALGLOSSARY": 0,
        "ENTBYPAGE": 20,
    }


def _entry(selection: Selection, made: Package, entry: Article) -> str:
    names = [name for name in dict.fromkeys(entry.alt_labels) if name.casefold() != entry.label.casefold()]
    aliases = "".join(f"<ALIAS><NAME>{_short(name)}</NAME></ALIAS>" for name in names)
    categories = "".join(
        f"<CATEGORY><NAME>{_short(name)}</NAME><USEDYNALINK>0</USEDYNALINK></CATEGORY>"
        for name in _categories(selection, made, selection.snapshot.cards[entry.id])
    )
    return (
        f"<ENTRY><CONCEPT>{_short(entry.label)}</CONCEPT><DEFINITION>{escape(_definition(made, entry))}</DEFINITION>"
        f"<FORMAT>{_HTML}</FORMAT><USEDYNALINK>1</USEDYNALINK><CASESENSITIVE>0</CASESENSITIVE><FULLMATCH>1</FULLMATCH>"
        f"<TEACHERENTRY>1</TEACHERENTRY>{f'<ALIASES>{aliases}</ALIASES>' if aliases else ''}"
        f"<CATEGORIES>{categories}</CATEGORIES></ENTRY>\n"
    )


def _definition(made: Package, entry: Article) -> str:
    paragraphs = [escape(entry.definition), *([escape(entry.scope_note)] if entry.scope_note else [])]
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    licence = f"<p><small>{escape(made.say('Licence'))}: {escape(entry.licence)}</small></p>"
    if not entry.is_fallback:
        return text + licence
    return f"<div{lang_attributes(entry.locale)}><p><em>{escape(entry.locale.autonym)}</em></p>{text}</div>{licence}"


def _categories(selection: Selection, made: Package, card: Card) -> Iterator[str]:
    """Its kind, and the series it belongs to, in the reader's language where that has a name for them."""
    yield translate(made.locale.data_locale, _KINDS.get(card.kind, card.kind)).capitalize()
    for series_id, _ in card.series:
        texts = selection.snapshot.series[series_id].series.texts
        reader = selection.snapshot.reader(made.locale.lang)
        yield next(texts[lang].pref_label for lang in reader.chain if lang in texts)


def _short(text: str) -> str:
    return escape(text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…")
