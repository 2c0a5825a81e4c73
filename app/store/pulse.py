"""What every server asks and tidies up again and again: which release is served, and what has expired."""

from datetime import datetime
from typing import Final

from app.store.bare import Bare, Row
from app.store.errors import NoSuchReleaseError
from app.store.moments import read, written
from app.store.values import ReleaseInfo

_ACTIVE: Final = (
    "SELECT number, digest, created_at, message, base, restores FROM releases"
    " WHERE number = (SELECT release FROM state)"
)
_ONE: Final = "SELECT number, digest, created_at, message, base, restores FROM releases WHERE number = ?"


def active_release(bare: Bare) -> ReleaseInfo | None:
    """The release that is served, None before the first; one indexed read."""
    with bare.reading() as statements:
        found = statements.rows(_ACTIVE)
        return _info(found[0]) if found else None


def find_release(bare: Bare, number: int) -> ReleaseInfo:
    """Release *number*; raises NoSuchReleaseError."""
    with bare.reading() as statements:
        found = statements.rows(_ONE, number)
    if not found:
        raise NoSuchReleaseError(number)
    return _info(found[0])


def expire_staged(bare: Bare, now: datetime) -> int:
    """Forget the staged releases whose time is over; how many there were."""
    with bare.writing() as statements:
        return statements.run("DELETE FROM staged_releases WHERE expires_at <= ?", written(now))


def _info(row: Row) -> ReleaseInfo:
    number, digest, created_at, message, base, restores = row
    return ReleaseInfo(
        number=number, digest=digest, created_at=read(created_at), message=message, base=base, restores=restores
    )
