import pytest

from bench.ratios import others


@pytest.mark.parametrize(("cost", "is_met"), [(49 * 20, False), (51 * 20, True)])
@pytest.mark.parametrize("name", ["Strapi", "Directus", "Directus, own cache"])
def test_another_system_has_to_cost_fifty_times_as_much(name: str, cost: float, *, is_met: bool) -> None:
    (gate,) = others({("entry", "fast lane"): (20, 1000), ("entry", name): (cost, 20)})

    assert gate.is_met is is_met
    assert gate.is_fair
    assert name in gate.about


def test_the_twin_has_to_cost_a_hundred_times_as_much() -> None:
    (missed,) = others({("search", "fast lane"): (20, 1000), ("search", "twin"): (1980, 20)})

    assert not missed.is_met


def test_systems_that_could_not_be_started_are_not_judged() -> None:
    assert [*others({("entry", "fast lane"): (20, 1000)})] == []
