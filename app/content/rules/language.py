"""Every text is in the language of its folder; told as warnings, by statistics, so that only clear cases are."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING

from app.content.drafts import Draft, TextDraft
from app.content.problems import Problem, warning
from app.content.render import plain
from app.content.rules.texts import every_text

if TYPE_CHECKING:
    from lingua import Language, LanguageDetector

# What lingua calls a language that CLDR calls otherwise.
_ISO = {"fil": "TL", "no": "NB"}
# Below so many letters, and above so much doubt, nothing is said: Danish and Norwegian share too many words.
MIN_LETTERS = 160
CLEARLY = 0.97
# English function words that are no words of ours.
_ENGLISH = {
    "the",
    "of",
    "and",
    "which",
    "with",
    "this",
    "that",
    "from",
    "their",
    "they",
    "would",
    "should",
    "because",
    "through",
    "about",
    "between",
    "your",
    "into",
    "than",
    "these",
    "those",
    "will",
    "been",
    "being",
    "its",
}
_ENGLISH_WORDS = 4
_ENGLISH_KINDS = 3
_SENTENCE = re.compile(r"(?<=[.!?:])\s+|\n+")


def can_detect() -> bool:
    """Whether the detector, which is a development dependency, is installed."""
    return find_spec("lingua") is not None


def texts_are_in_their_language(draft: Draft) -> Iterator[Problem]:
    """A section does not clearly read as another language of the catalogue than its own, or as English."""
    if not can_detect():
        return
    names = {lang: name for lang, one in draft.locales.items() if (name := _iso(one.data_locale))}
    detector, languages = _detector(frozenset(names.values()))
    for text in every_text(draft):
        own = languages.get(names.get(text.lang, ""))
        for line, words in _long_enough(text) if own else ():
            ranked = detector.compute_language_confidence_values(words)
            if ranked and ranked[0].language != own and ranked[0].value >= CLEARLY:
                found = ranked[0].language.name.capitalize()
                yield warning(text.path, line, f"this reads as {found}", f"Write it in the language of {text.lang}/.")


def no_english_is_left_over(draft: Draft) -> Iterator[Problem]:
    """No sentence is full of English function words."""
    for text in every_text(draft):
        if draft.locales[text.lang].data_locale.startswith("en"):
            continue
        for line, words in _passages(text):
            for sentence in _SENTENCE.split(words):
                found = [word for word in re.findall(r"[a-z]+", sentence.lower()) if word in _ENGLISH]
                if len(found) >= _ENGLISH_WORDS and len(set(found)) >= _ENGLISH_KINDS:
                    message = f"this reads as English: {sentence[:60].strip()!r}"
                    yield warning(text.path, line, message, f"Write it in the language of {text.lang}/.")


def _passages(text: TextDraft) -> Iterator[tuple[int, str]]:
    """The definition and each section as plain text, with the line it begins on."""
    yield text.definition.line, str(text.definition)
    for piece in text.pieces:
        yield piece.line, plain(piece.markdown)


def _long_enough(text: TextDraft) -> Iterator[tuple[int, str]]:
    return ((line, words) for line, words in _passages(text) if sum(map(str.isalpha, words)) >= MIN_LETTERS)


def _iso(data_locale: str) -> str:
    language = data_locale.partition("-")[0]
    return _ISO.get(language, language.upper())


@cache
def _detector(names: frozenset[str]) -> tuple["LanguageDetector", Mapping[str, "Language"]]:
    """A detector of these languages and English, and the languages it knows by their ISO 639-1 code."""
    from lingua import Language, LanguageDetectorBuilder  # noqa: PLC0415

    known = {one.iso_code_639_1.name: one for one in Language.all()}
    wanted = {known[name] for name in names if name in known} | {Language.ENGLISH}
    return LanguageDetectorBuilder.from_languages(*wanted).build(), known
