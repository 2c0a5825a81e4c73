"""The program speaks each reader's language: every marked sentence is translated, with its placeholders and plurals."""

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from app.languages import update_catalogues
from app.languages.display import plural_rule
from app.languages.messages import LOCALES, N_, ntranslate, translate
from app.languages.update_catalogues import extracted, main

LANGS = ("da", "no", "sv", "tl")
NO_ENTRY = "There is no entry “%(id)s”."
BEHIND = (
    "This translation is older than its source in %(count)s section.",
    "This translation is older than its source in %(count)s sections.",
)


def catalogue(lang: str) -> Catalog:
    with (LOCALES / lang / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file)


def messages(lang: str) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Every message with its translation, each as its forms."""
    return [(forms(message.id), forms(message.string)) for message in catalogue(lang) if message.id]


def forms(text: Iterable[str] | None) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text or ())


def placeholders(text: str) -> Counter[str]:
    return Counter(re.findall(r"%\(\w+\)s|%", text))


@pytest.mark.parametrize("lang", LANGS)
def test_every_message_that_is_marked_in_the_program_is_translated(lang: str) -> None:
    known = catalogue(lang)
    missing = [message.id for message in extracted() if message.id and message.id not in known]

    assert not missing, "Run `python -m app.languages.update_catalogues` and translate what is new."


@pytest.mark.parametrize("lang", LANGS)
def test_no_translation_is_empty_or_uncertain(lang: str) -> None:
    assert [said for said, translated in messages(lang) if not translated or not all(translated)] == []
    assert [message.id for message in catalogue(lang) if message.id and message.fuzzy] == []


@pytest.mark.parametrize("lang", LANGS)
def test_a_translation_has_the_placeholders_of_its_message(lang: str) -> None:
    for said, translated in messages(lang):
        for form in translated:
            assert placeholders(form) == placeholders(said[-1]), said


@pytest.mark.parametrize("lang", LANGS)
def test_a_catalogue_has_its_languages_plural_rule_and_a_form_for_each_plural(lang: str) -> None:
    plurals = {len(translated) for said, translated in messages(lang) if len(said) > 1}

    assert f"Plural-Forms: {plural_rule(lang)}\\n" in (LOCALES / lang / "LC_MESSAGES" / "messages.po").read_text(
        "utf-8"
    )
    assert plurals == {catalogue(lang).num_plurals} == {2}


def test_all_catalogues_have_the_same_messages() -> None:
    ids = [[said for said, _ in messages(lang)] for lang in LANGS]

    assert ids == [ids[0]] * len(LANGS)


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("da", "Der er intet opslag »x«."),
        ("no", "Det finnes ikke noe oppslag «x»."),
        ("nb", "Det finnes ikke noe oppslag «x»."),
        ("nn_NO", "Det finnes ikke noe oppslag «x»."),
        ("sv-FI", "Det finns ingen artikel ”x”."),
        ("tl", "Walang lahok na “x”."),
        ("fil", "Walang lahok na “x”."),
        ("en", "There is no entry “x”."),
        ("de", "There is no entry “x”."),
        ("?", "There is no entry “x”."),
    ],
)
def test_any_name_of_a_language_leads_to_its_catalogue_and_others_to_english(lang: str, said: str) -> None:
    assert translate(lang, NO_ENTRY, id="x") == said


def test_a_sentence_without_values_is_said_as_it_is() -> None:
    assert translate("da", N_("100 % of nothing")) == "100 % of nothing"


def test_values_may_have_any_name() -> None:
    assert translate("en", "%(lang)s %(message)s", lang="a", message="b") == "a b"


def test_a_placeholder_without_a_value_is_a_mistake() -> None:
    with pytest.raises(KeyError, match="id"):
        translate("da", NO_ENTRY, slug="x")


@pytest.mark.parametrize(
    ("lang", "count", "said"),
    [
        ("da", 1, "Oversættelsen er ældre end originalen i 1 afsnit."),
        ("sv", 2, "Översättningen är äldre än originalet i 2 avsnitt."),
        ("tl", 3, "Mas luma ang saling ito kaysa sa orihinal sa 3 seksiyon."),
        ("tl", 4, "Mas luma ang saling ito kaysa sa orihinal sa 4 na seksiyon."),
        ("en", 1, "This translation is older than its source in 1 section."),
        ("en", 0, "This translation is older than its source in 0 sections."),
    ],
)
def test_counts_take_the_form_of_the_language(lang: str, count: int, said: str) -> None:
    assert ntranslate(lang, *BEHIND, count) == said


def test_messages_are_found_in_code_and_templates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "web" / "templates").mkdir(parents=True)
    (tmp_path / "web" / "templates" / "page.html").write_text('{{ _("On a page") }} {% trans %}Block{% endtrans %}')
    (tmp_path / "code.py").write_text(
        "# Translators: said at the door\n"
        'N_("Marked")\n'
        'Words("Carried", id=1)\n'
        'translate(lang, "Said", id=1)\n'
        'translate(lang, "%(sentence)s", sentence=1)\n'
        'ntranslate(lang, "One", "Several", 2)\n'
        '"unmarked"\n'
    )
    monkeypatch.setattr(update_catalogues, "APP", tmp_path)

    found = extracted()

    assert {message.id for message in found if message.id} == {
        "On a page",
        "Block",
        "Marked",
        "Carried",
        "Said",
        ("One", "Several"),
    }
    marked = found.get("Marked")
    assert marked is not None
    assert marked.auto_comments == ["said at the door"]


def translations(file: Path) -> dict[object, object]:
    with file.open("rb") as written:
        return {message.id: message.string for message in read_po(written) if message.id}


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program of one sentence, with a Swedish catalogue of two."""
    (tmp_path / "code.py").write_text('N_("Old")\n')
    catalogue = tmp_path / "locales" / "sv" / "LC_MESSAGES" / "messages.po"
    catalogue.parent.mkdir(parents=True)
    catalogue.write_text('msgid "Old"\nmsgstr "Gammal"\n\nmsgid "Gone"\nmsgstr "Borta"\n')
    monkeypatch.setattr(update_catalogues, "APP", tmp_path)
    monkeypatch.setattr(update_catalogues, "LOCALES", tmp_path / "locales")
    return tmp_path


def test_an_update_adds_what_is_new_and_keeps_what_was_translated(program: Path) -> None:
    (program / "code.py").write_text('N_("Old"); N_("New")\n')

    main([])

    assert translations(program / "locales" / "sv" / "LC_MESSAGES" / "messages.po") == {
        "Old": "Gammal",
        "Gone": "Borta",
        "New": "",
    }


def test_what_the_program_says_no_longer_is_pruned_only_when_asked(program: Path) -> None:
    main(["--prune"])

    assert translations(program / "locales" / "sv" / "LC_MESSAGES" / "messages.po") == {"Old": "Gammal"}


def test_a_new_language_begins_with_every_message_and_its_plural_rule(program: Path) -> None:
    main(["de"])
    first = (program / "locales" / "de" / "LC_MESSAGES" / "messages.po").read_text("utf-8")
    main([])

    assert f'"Language: de\\n"\n"Plural-Forms: {plural_rule("de")}\\n"' in first
    assert translations(program / "locales" / "de" / "LC_MESSAGES" / "messages.po") == {"Old": "", "Gone": ""}
    assert (program / "locales" / "de" / "LC_MESSAGES" / "messages.po").read_text("utf-8") == first
