from pathlib import Path

import pytest

from app.search import Index, Suggestion
from tests.search.shelf import index_of, text


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    return index_of(
        tmp_path_factory.mktemp("index"),
        text("pyramid", "da", "Servicepyramiden", "pyramide for service"),
        text("pyramid", "sv", "Servicepyramiden"),
        text("promise", "da", "Serviceløfte"),
        text("quality", "da", "Kvalitet i service"),
        text("encounter", "sv", "Bemötande", "möte med kunden"),
        text("blueprint", "da", "»Service blueprint«"),
    )


@pytest.mark.parametrize(
    ("typed", "lang", "labels"),
    [
        ("servicel", "da", ["Serviceløfte"]),
        ("serviceloe", "da", ["Serviceløfte"]),
        ("servicelo", "da", ["Serviceløfte"]),
        ("SERVICELÖ", "sv", ["Serviceløfte"]),
        ("bemo", "sv", ["Bemötande"]),
        ("med kun", "sv", ["möte med kunden"]),
        ("kvalitet i", "da", ["Kvalitet i service"]),
        ("service b", "da", ["»Service blueprint«"]),
        ("blue", "da", ["»Service blueprint«"]),
        ("zzz", "da", []),
        ("", "da", []),
        ("★", "da", []),
    ],
)
def test_a_label_is_offered_from_any_of_its_words(index: Index, typed: str, lang: str, labels: list[str]) -> None:
    assert [suggestion.label for suggestion in index.suggest(typed, lang=lang)] == labels


def test_what_starts_so_comes_first_then_the_readers_language_then_short_labels(index: Index) -> None:
    suggested = index.suggest("serv", lang="da")
    assert [each.label for each in suggested] == [
        "Serviceløfte",
        "Servicepyramiden",
        "»Service blueprint«",
        "Kvalitet i service",
    ]
    assert index.suggest("servicep", lang="sv")[0].lang == "sv"


def test_the_typed_part_is_framed_in_the_label_as_it_is_written(index: Index) -> None:
    assert index.suggest("med ku", lang="sv") == (
        Suggestion(entry="encounter", lang="sv", label="möte med kunden", field="alt_labels", start=5, end=11),
    )
    (promise,) = index.suggest("serviceloe", lang="da")
    assert promise.label[promise.start : promise.end] == "Serviceløfte"[:9]


def test_words_far_inside_a_label_are_not_offered(tmp_path: Path) -> None:
    index = index_of(tmp_path, text("long", "da", f"{'Ord ' * 200}slut"))
    assert index.suggest("slut", lang="da") == ()


def test_there_are_never_more_than_ten(tmp_path: Path) -> None:
    index = index_of(tmp_path, *(text(f"e{number}", "da", f"Service {number}") for number in range(40)))
    assert len(index.suggest("service", lang="da", limit=50)) == 10
    assert len(index.suggest("service", lang="da", limit=3)) == 3
