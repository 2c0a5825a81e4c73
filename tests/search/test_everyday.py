"""Everyday queries, written down before the search was tuned to anything, against the shipped catalogue."""

import csv
from pathlib import Path

import pytest

from tests.sites import Site

EVERYDAY = Path(__file__).parent / "everyday.tsv"


def rows() -> list[tuple[str, str, str]]:
    with EVERYDAY.open(encoding="utf-8") as file:
        return [(row["lang"], row["query"], row["entry"]) for row in csv.DictReader(file, delimiter="\t")]


def test_there_are_thirty_of_them() -> None:
    assert len(rows()) == 30


@pytest.mark.parametrize(("lang", "query", "entry"), rows())
def test_an_everyday_query_finds_what_it_should(catalogue: Site, lang: str, query: str, entry: str) -> None:
    hits = catalogue.ok(f"/v1/search?lang={lang}&q={query}&limit=3")["items"]
    assert entry in [hit["id"] for hit in hits]
