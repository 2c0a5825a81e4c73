"""A release that was asked for by name: readers stay in it, because every address in its answers names it, too."""

import re
from typing import Final

from app.catalogue.snapshot import Snapshot, Standing

# The query parameter that names a release.
PIN: Final = "release"
_HAS_PIN: Final = re.compile(rf"[?&]{PIN}=")


class Pinned(Snapshot):
    """*snapshot* for those who named it *pin*."""

    def __init__(self, snapshot: Snapshot, pin: str, standing: Standing) -> None:
        # The same picture, with the same things worked out already.
        self.__dict__.update(snapshot.__dict__)
        self.pin = pin
        self.standing = standing

    @property
    def name(self) -> str:
        """What the release is called: a staged one has no number yet; what lets a reader in is no part of it."""
        return str(self.pin).partition(".")[0]

    def path(self, path: str) -> str:
        """*path* with the name of the release in its query, unless it is there."""
        if _HAS_PIN.search(path):
            return path
        before, hash_, fragment = path.partition("#")
        return f"{before}{'&' if '?' in before else '?'}{PIN}={self.pin}{hash_}{fragment}"

    def url(self, path: str) -> str:
        """The address of *path* in this release."""
        return f"{self.base_url}{self.path(path)}"
