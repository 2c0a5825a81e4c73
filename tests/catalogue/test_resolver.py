"""The one place where it is decided which language a reader gets."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.catalogue.resolver import Reader, Reason, Served, complete, resolve
from app.domain.texts import Status
from app.languages.negotiation import Match

SITE = ("da", "no", "sv", "tl")
SRC, CUR, OLD = Status.SOURCE, Status.CURRENT, Status.OUTDATED


def reader(chain: str, *, only_fresh: bool = False) -> Reader:
    langs = complete(chain.split(), SITE)
    return Reader(lang=langs[0], match=Match.EXACT, chain=langs, only_fresh=only_fresh)


@pytest.mark.parametrize(
    ("statuses", "chain", "lang", "reason"),
    [
        ({"da": SRC, "sv": CUR}, "sv da", "sv", None),
        ({"da": SRC, "sv": OLD}, "sv da", "sv", None),
        ({"da": SRC}, "sv da", "da", Reason.MISSING),
        ({"tl": SRC}, "sv da", "tl", Reason.MISSING),
        ({"no": CUR, "da": SRC}, "sv no da", "no", Reason.MISSING),
    ],
)
def test_a_reader_gets_the_first_language_of_their_chain_that_there_is(
    statuses: Mapping[str, Status], chain: str, lang: str, reason: Reason | None
) -> None:
    assert resolve(statuses, reader(chain)) == Served(lang, reason)


@pytest.mark.parametrize(
    ("statuses", "chain", "lang", "reason"),
    [
        ({"da": SRC, "sv": OLD}, "sv da", "da", Reason.OUTDATED),
        ({"da": SRC, "sv": OLD, "no": OLD}, "sv no da", "da", Reason.OUTDATED),
        ({"da": SRC, "no": OLD}, "sv no da", "da", Reason.MISSING),
        ({"sv": OLD}, "sv da", "sv", None),
        ({"no": OLD, "tl": OLD}, "sv no tl", "no", Reason.MISSING),
    ],
)
def test_a_reader_who_wants_no_outdated_text_gets_a_fresh_one_where_there_is_one(
    statuses: Mapping[str, Status], chain: str, lang: str, reason: Reason | None
) -> None:
    assert resolve(statuses, reader(chain, only_fresh=True)) == Served(lang, reason)


def test_a_withdrawn_text_is_told_from_one_that_never_was() -> None:
    assert resolve({"da": SRC}, reader("sv da"), withdrawn={"sv"}).reason is Reason.WITHDRAWN
    assert resolve({"da": SRC}, reader("sv da"), withdrawn={"no"}).reason is Reason.MISSING


def test_languages_the_reader_refused_come_last_and_in_the_site_s_order() -> None:
    assert complete(("sv",), SITE) == ("sv", "da", "no", "tl")
    assert complete((), SITE) == SITE


@given(
    statuses=st.dictionaries(st.sampled_from(SITE), st.sampled_from([SRC, CUR, OLD]), min_size=1),
    chain=st.lists(st.sampled_from(SITE), min_size=1, unique=True),
    only_fresh=st.booleans(),
)
def test_something_is_always_served_and_a_fallback_is_always_told(
    statuses: dict[str, Status], chain: list[str], *, only_fresh: bool
) -> None:
    one = reader(" ".join(chain), only_fresh=only_fresh)
    served = resolve(statuses, one)

    assert served.lang in statuses
    assert served.is_fallback is (served.lang != one.lang)
    better = one.chain[: one.chain.index(served.lang)]
    assert all(lang not in statuses or (only_fresh and statuses[lang] is OLD) for lang in better)
