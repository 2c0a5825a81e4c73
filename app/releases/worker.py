"""The process that publishes an archive: `python -m app.releases.worker`, with DATABASE_URL.

It reads a line with the order and then the archive from its standard input, and writes lines to its standard output:
how far it has come, and in the end the outcome. It is of lower priority, and its memory is bounded, so that no archive
can take what readers need.
"""

import os
import resource
import sys
from datetime import UTC, datetime
from typing import BinaryIO, Final

import msgspec

from app.releases.orders import Order, Outcome, Refused, Said, StagedOrder
from app.releases.progress import Teller
from app.releases.receive import publish_staged, receive
from app.store.engine import open_engine

# Many times what the largest archive that is taken needs when it is what it should be; in bytes.
MEMORY: Final = 2 * 1024 * 1024 * 1024


def main(database_url: str, source: BinaryIO, target: BinaryIO) -> None:
    """Carry out the order in *source*."""
    order = msgspec.json.decode(source.readline(), type=Order | StagedOrder)

    def say(said: Said) -> None:
        target.write(msgspec.json.encode(said) + b"\n")
        target.flush()

    say(_outcome(database_url, order, source.read(), Teller(say)))


def _outcome(database_url: str, order: Order | StagedOrder, archive: bytes, teller: Teller) -> Outcome:
    engine = open_engine(database_url, threads=1)
    try:
        if isinstance(order, StagedOrder):
            return publish_staged(engine, order, clock=_now, teller=teller)
        return receive(engine, order, archive, clock=_now, teller=teller)
    except MemoryError:
        return Refused(message="The archive takes more memory than there is for it.", member=None)
    finally:
        engine.dispose()


def _now() -> datetime:
    return datetime.now(UTC)


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    main(os.environ["DATABASE_URL"], sys.stdin.buffer, sys.stdout.buffer)
