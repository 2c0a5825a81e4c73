"""For how long a transaction waits for the database, where its driver lets that be bounded."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic


class Bounded:
    """What a driver's connection has that keeps bounds; it is no driver's own, so that none has to be imported."""

    # Seconds for one exchange with the server; None: as long as it takes.
    bound: float | None = None
    # By `monotonic`, the end of all exchanges of a transaction.
    deadline: float | None = None


@contextmanager
def within_bound(driver: object) -> Iterator[None]:
    """All that the connection *driver* does in the block takes no longer than one exchange may."""
    if not isinstance(driver, Bounded) or driver.bound is None:
        yield
        return
    driver.deadline = monotonic() + driver.bound
    try:
        yield
    finally:
        driver.deadline = None


@contextmanager
def without_bound(driver: object) -> Iterator[None]:
    """In the block the connection *driver* waits as long as it takes, for its turn or for a large catalogue."""
    if not isinstance(driver, Bounded):
        yield
        return
    bound, driver.bound, driver.deadline = driver.bound, None, None
    try:
        yield
    finally:
        driver.bound = bound
