"""What can go wrong with the store, each with a message that says what to do.

StoreError
├── BadUrlError          the setting is no address of a database
├── UnreachableError     nothing answers there, or the file cannot be opened
├── BusyError            somebody else has been writing for too long
├── UnwritableError      the disk is full, may not be written to, or fails
├── DamagedError         what is read back is not what was written
├── NotMigratedError     its tables are missing or older than this program
├── SchemaTooNewError    a newer program has changed its tables beyond what this one understands
├── NoSuchReleaseError   that number was never published
├── NoSuchStagedReleaseError  nothing is staged under that name, or no longer
├── StagedFullError      as much is staged as may be
├── ReleaseMovedError    another release is served than the one that was counted on
└── IdsVanishedError     a catalogue is silent about ids that have been published
"""

from collections.abc import Iterable


class StoreError(Exception):
    """Anything that keeps the store from doing what it was asked."""


class BadUrlError(StoreError):
    """The setting is no address of a database."""


class UnreachableError(StoreError):
    """Nothing answers at the address, or the file cannot be opened."""


class BusyError(StoreError):
    """Somebody else has been writing for longer than we wait; what was asked can be tried again."""


class UnwritableError(StoreError):
    """The disk is full, may not be written to, or fails; nothing of what was asked has been stored."""


class DamagedError(StoreError):
    """What is read back is not what was written."""


class NotMigratedError(StoreError):
    """The database's tables are missing or older than this program."""


class SchemaTooNewError(StoreError):
    """A newer program has changed the tables beyond what this one understands."""


class NoSuchReleaseError(StoreError):
    """That number was never published; `number` is None where nothing was."""

    def __init__(self, number: int | None) -> None:
        self.number = number
        if number is None:
            super().__init__("Nothing has been published yet.\n  Run `service-knowledge publish`.")
        else:
            super().__init__(f"There is no release {number}.\n  `service-knowledge releases` lists those there are.")


class NoSuchStagedReleaseError(StoreError):
    """Nothing is staged under that name: it never was, was published or discarded, or its time is over."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(f"No release is staged as {name}.\n  `service-knowledge staged list` lists those there are.")


class StagedFullError(StoreError):
    """As many releases are staged as may be; `most` is how many that is."""

    def __init__(self, most: int) -> None:
        self.most = most
        super().__init__(f"{most} releases are staged already.\n  Publish or discard some of them.")


class ReleaseMovedError(StoreError):
    """Another release is served than the one that was counted on; `active` is its number, None for none at all."""

    def __init__(self, active: int | None) -> None:
        self.active = active
        served = "nothing has been published yet" if active is None else f"release {active} is served"
        super().__init__(f"Nothing was published: {served}.\n  Look at what it changed, then try again after it.")


class IdsVanishedError(StoreError):
    """The catalogue is silent about published ids; `ids` are those, sorted."""

    def __init__(self, ids: Iterable[str]) -> None:
        self.ids = tuple(sorted(ids))
        lines = [f"  {entry_id}: {{why: renamed, to: <new id>}}   # or merged, or withdrawn" for entry_id in self.ids]
        super().__init__(
            "Published ids are gone without a word: "
            + ", ".join(self.ids)
            + "\n  Say in content/_shared/moved.yaml what became of each:\n"
            + "\n".join(lines)
        )
