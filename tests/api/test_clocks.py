"""The clock of a host may jump: nobody is locked out, no message is lost, and no client keeps what is old."""

import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from app.api.housekeeping import Housekeeping
from app.api.limits import Allowance
from tests.sites import Serve, Site, live

YEARS = timedelta(days=4000)


class Clock:
    """Both clocks of a host."""

    def __init__(self) -> None:
        self.now, self.steady = datetime.now(UTC), 1000.0

    def passes(self, seconds: float, jump: timedelta = timedelta()) -> None:
        self.now += timedelta(seconds=seconds) + jump
        self.steady += seconds


def messages(site: Site) -> int:
    with sqlite3.connect(site.settings.database_url.removeprefix("sqlite:///")) as connection:
        found: int = connection.execute("SELECT count(*) FROM feedback").fetchone()[0]
    connection.close()
    return found


def tidy(site: Site, clock: Clock) -> Callable[[], None]:
    return Housekeeping(site.settings, live(site.app), now=lambda: clock.now, steady=lambda: clock.steady).tidy


@pytest.mark.parametrize("jump", [YEARS, -YEARS])
def test_a_clock_that_is_years_off_for_a_moment_costs_no_message(serve: Serve, jump: timedelta) -> None:
    site, clock = serve(), Clock()
    assert site.post("/v1/feedback", json={"kind": "wish", "message": "Bliv her."}).status_code == 201
    look = tidy(site, clock)

    for passed, leap in ((60, timedelta()), (60, jump), (1800, timedelta()), (60, -jump), (7200, timedelta())):
        clock.passes(passed, leap)
        look()

    assert messages(site) == 1


def test_what_is_old_by_a_clock_that_stays_is_deleted_an_hour_later(serve: Serve) -> None:
    site, clock = serve(), Clock()
    site.post("/v1/feedback", json={"kind": "wish", "message": "Gå så."})
    look = tidy(site, clock)
    look()

    clock.passes(60, YEARS)
    look()
    assert messages(site) == 1
    clock.passes(3601)
    look()
    assert messages(site) == 0


def test_who_has_used_up_an_allowance_waits_no_longer_than_its_window() -> None:
    steady = [0.0]
    allowance = Allowance("x", 2, window=60, clock=lambda: steady[0])

    assert [allowance.take("somebody").is_allowed for _ in range(3)] == [True, True, False]
    assert allowance.take("somebody else").is_allowed
    assert allowance.look("somebody").seconds == 60
    steady[0] = 59.5
    assert (allowance.look("somebody").is_allowed, allowance.look("somebody").seconds) == (False, 1)
    steady[0] = 60.0
    assert (allowance.take("somebody").is_allowed, allowance.look("somebody").remaining) == (True, 1)


def test_those_who_ask_no_more_are_forgotten() -> None:
    steady = [0.0]
    allowance = Allowance("x", 2, window=60, clock=lambda: steady[0])
    for number in range(1000):
        steady[0] += 1
        allowance.take(f"somebody {number}")

    assert len(allowance._taken) < 70
