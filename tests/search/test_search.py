import re
from pathlib import Path

import pytest

from app.search import Index, QueryError, SearchDocument, Why, build
from tests.search.shelf import found, index_of, text

CATALOGUE = (
    text("customer-loyalty", "da", "Kundeloyalitet", "stamkunder", body="Kunden vender tilbage igen og igen."),
    text("customer-loyalty", "sv", "Kundlojalitet", "stamkunder", body="Kunden kommer tillbaka gång på gång."),
    text("complaint", "da", "Klage", definition="Kunden siger, at noget gik galt.", body="Klager koster tid."),
    text("complaint", "no", "Klage", definition="Kunden sier at noe gikk galt."),
    text("encounter", "sv", "Bemötande", definition="Hur man blir mött."),
    text("reputation", "no", "Omdømme", "rykte", definition="Det folk sier om bedriften."),
    text("target-group", "no", "Målgruppe", body="De som løftet gis til.", kind="style"),
    text("satisfaction", "tl", "Kasiyahan ng customer", body="Nasisiyahan ang bumibili kapag natupad ang pangako."),
    text("service-pyramid", "da", "Servicepyramiden", body="Virksomhed, kunder og medarbejdere.", kind="model"),
    text("waiting", "da", "Ventetid", body="Håret rejser sig, når køen ikke rykker sig."),
    text("has", "da", "At have", body="Den, der har, ham skal gives."),
)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    return index_of(tmp_path_factory.mktemp("index"), *CATALOGUE)


@pytest.mark.parametrize(
    ("query", "lang", "entry", "matched"),
    [
        ("Klage", "da", "complaint", ("Klage", Why.EXACT)),
        ("stamkunder", "da", "customer-loyalty", ("stamkunder", Why.EXACT)),
        ("bemotande", "sv", "encounter", ("bemötande", Why.LETTERS)),
        ("BEMOETANDE", "sv", "encounter", ("bemötande", Why.LETTERS)),
        ("bemøtande", "sv", "encounter", ("Bemötande", Why.EXACT)),
        ("omdömmet", "no", "reputation", ("omdømme", Why.INFLECTION)),
        ("klagen", "da", "complaint", ("klage", Why.INFLECTION)),
        ("pyramide", "da", "service-pyramid", ("servicepyramiden", Why.COMPOUND)),
        ("ventetyd", "da", "waiting", ("ventetid", Why.TYPO)),
        ("kundeloyallitet", "da", "customer-loyalty", ("kundeloyalitet", Why.TYPO)),
        ("natutupad", "tl", "satisfaction", ("natupad", Why.INFLECTION)),
        ("målgrupp", "sv", "target-group", ("målgruppe", Why.TRANSLATION)),
        ("rykte", "sv", "reputation", ("rykte", Why.EXACT)),
        ("tilfredshed", "da", "satisfaction", ("kasiyahan", Why.TRANSLATION)),
        ("virksomhetsrykte", "no", "reputation", ("rykte", Why.COMPOUND)),
    ],
)
def test_a_word_finds_its_entry_and_says_why(
    index: Index, query: str, lang: str, entry: str, matched: tuple[str, Why]
) -> None:
    first = index.search(query, lang=lang).hits[0]
    assert (first.entry, (first.matched.form, first.matched.why)) == (entry, matched)


def test_a_letter_that_was_typed_is_meant(index: Index) -> None:
    assert found(index, "hår", "da")[0] == "waiting"
    assert found(index, "har", "da")[0] == "has"


def test_an_entry_is_found_once_in_the_language_that_answers_best(index: Index) -> None:
    results = index.search("stamkunder", lang="sv")
    assert [hit.entry for hit in results.hits].count("customer-loyalty") == 1
    assert results.hits[0].matched.lang == "sv"
    assert results.total == len({hit.entry for hit in results.hits})


def test_a_hit_says_in_which_field_the_word_stands(index: Index) -> None:
    queries = ("omdømme", "rykte", "bedriften")
    fields = {query: index.search(query, lang="no", langs={"no"}).hits[0].matched.field for query in queries}
    assert fields == {"omdømme": "pref_label", "rykte": "alt_labels", "bedriften": "definition"}


def test_only_the_wanted_languages_are_looked_in(index: Index) -> None:
    assert found(index, "klage", "da", langs={"no"}) == ["complaint"]
    assert found(index, "omdømme", "no", langs={"da", "sv", "xx"}) == []


def test_kinds_and_series_narrow_the_hits_and_are_counted_without_themselves(tmp_path: Path) -> None:
    index = index_of(
        tmp_path,
        text("a", "da", "Service", kind="concept", series=("parts", "nine")),
        text("b", "da", "Service i butikken", kind="model", series=("parts",)),
        text("c", "da", "Service på hotellet", kind="model"),
    )

    narrowed = index.search("service", lang="da", kinds=["model"], series="parts")

    assert [hit.entry for hit in narrowed.hits] == ["b"]
    assert narrowed.total == 1
    assert narrowed.kinds == {"concept": 1, "model": 1}
    assert narrowed.series == {"parts": 1}
    assert index.search("service", lang="da", series="unknown").total == 0
    assert index.search("service", lang="da", kinds=["unknown"]).hits == ()


def test_pages_continue_one_another_and_ties_are_in_the_order_of_ids(tmp_path: Path) -> None:
    index = index_of(tmp_path, *(text(f"e{number:02}", "da", "Service") for number in reversed(range(30))))

    pages = [found(index, "service", "da", limit=7, offset=offset) for offset in range(0, 35, 7)]

    assert [entry for page in pages for entry in page] == [f"e{number:02}" for number in range(30)]
    assert index.search("service", lang="da", limit=7).total == 30


def test_every_word_may_be_asked_for(index: Index) -> None:
    assert set(found(index, "kunden klager", "da")) > {"complaint"}
    assert found(index, "kunden klager", "da", every_word=True) == ["complaint"]


def test_more_of_the_query_answered_comes_first(tmp_path: Path) -> None:
    index = index_of(
        tmp_path,
        text("one", "da", "Løfte", body="Løftet er et løfte, og et løfte skal holdes."),
        text("both", "da", "Omdømme", body="Et løfte, der holdes, giver et godt omdømme."),
        text("none", "da", "Kø"),
    )
    assert found(index, "løfte omdømme", "da") == ["both", "one"]


@pytest.mark.parametrize(
    ("query", "better"),
    [
        ("ventetyd", "ventetid"),
        ("Servicepyramidden, 2 dele", "servicepyramiden, 2 dele"),
        ("ventetid", None),
        ("klagen", None),
        ("omdømme", None),
        ("qqqqq", None),
    ],
)
def test_a_slip_is_corrected_and_the_rest_left_as_it_was(index: Index, query: str, better: str | None) -> None:
    assert index.search(query, lang="da").did_you_mean == better


def test_a_correction_is_spelled_as_the_language_does(index: Index) -> None:
    assert index.search("bemötannde", lang="sv").did_you_mean == "bemötande"
    assert index.search("bemötannde", lang="fr").did_you_mean is None


@pytest.mark.parametrize(
    "query",
    [
        "",
        "   ",
        "AND OR NOT",
        'title:"x" AND (y* OR -z)~2^3',
        "'; DROP TABLE entries; --",
        "\x00",
        "a\x00b",
        "\ud800\udfff",
        "🙂👩‍👩‍👧‍👦",
        "שירות מצוין",
        "خدمة ممتازة",
        "\u202eecivres\u202c",
        "%_%",
        "*",
        "½ ﬁ ǅ ß",
        "a " * 999,
        "x" * 2_000,
        "ng" * 900,
    ],
)
def test_every_query_gets_an_answer(index: Index, query: str) -> None:
    for lang in ("da", "tl", "fr"):
        assert index.search(query, lang=lang).total >= 0
        assert isinstance(index.suggest(query, lang=lang), tuple)


def test_a_query_without_end_is_refused_with_a_reason(index: Index) -> None:
    for ask in (index.search, index.suggest):
        with pytest.raises(QueryError, match=re.escape("at most 2000 characters; this one has 6000")):
            ask("service " * 750, lang="da")


def test_a_label_without_words_is_found_as_it_is(tmp_path: Path) -> None:
    index = index_of(tmp_path, text("star", "da", "★", "C++"), text("moon", "da", "☾"))
    assert found(index, "★", "da") == ["star"]
    assert found(index, " ☾ ", "da") == ["moon"]
    assert index.search("★", lang="da").hits[0].matched.form == "★"


def test_a_language_of_its_own_is_searched_without_a_dictionary(tmp_path: Path) -> None:
    index = index_of(
        tmp_path,
        text("warranty", "de", "Dienstleistungsgarantie", body="Eine Garantie auf die Leistung im Dienst."),
        text("service", "de", "Dienst", body="Leistung und Garantie. Größe und Übung."),
    )
    assert set(found(index, "garantie", "de")) == {"warranty", "service"}
    assert found(index, "Uebung", "de") == found(index, "übung", "de") == found(index, "ubung", "de") == ["service"]
    assert found(index, "Dienstleistungsgarantei", "de")[0] == "warranty"
    assert found(index, "leistung", "da")[0] in {"warranty", "service"}


@pytest.mark.parametrize(
    ("label", "typed", "entries"),
    [
        ("kvalitetsledelse", "kvalitetledelsse", ["quality"]),
        ("kvalitetsledelse", "kvalitetxyzze", []),
        ("vinda", "vindax", ["quality"]),
        ("vzinda", "vindax", []),
    ],
)
def test_two_slips_are_forgiven_in_a_long_word_only(tmp_path: Path, label: str, typed: str, entries: list[str]) -> None:
    assert found(index_of(tmp_path, text("quality", "fo", label)), typed, "fo") == entries


def test_an_empty_catalogue_finds_nothing(tmp_path: Path) -> None:
    index = index_of(tmp_path)
    assert index.search("service", lang="da").hits == ()
    assert index.suggest("s", lang="da") == ()


def test_one_text_an_entry_and_language(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="da/a is there twice"):
        build([text("a", "da", "A"), text("a", "da", "B")], tmp_path / "x")


def test_the_forms_to_highlight_come_with_their_reasons(index: Index) -> None:
    forms = index.forms("stamkunde tilbage", lang="da", target="da")
    assert forms["stamkunder"] is Why.INFLECTION
    assert forms["tilbage"] is Why.EXACT
    assert "igen" not in forms


def test_words_learned_from_the_catalogue_itself_lead_from_one_language_to_another(tmp_path: Path) -> None:
    both = [
        text(f"e{number}", lang, f"{word} {number}")
        for number in range(9)
        for lang, word in (("da", "flimmer"), ("tl", "kurap"))
    ]
    index = index_of(tmp_path, *both, text("only", "tl", "Kurap sa dilim"))
    assert "only" in found(index, "flimmer", "da")


def test_the_same_documents_give_the_same_index(tmp_path: Path) -> None:
    def written(name: str, documents: tuple[SearchDocument, ...]) -> bytes:
        build(documents, tmp_path / name)
        return (tmp_path / name).read_bytes()

    assert written("one", CATALOGUE) == written("other", CATALOGUE[::-1])
