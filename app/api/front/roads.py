"""Which HTTP protocol the server speaks: one with bounds and, where it is wanted, the fast lane, if known to fit."""

import asyncio
from typing import Final

import uvicorn

# The versions of uvicorn whose protocol ours knows, by their first two numbers.
KNOWN: Final = frozenset({"0.54"})


def protocol(*, wanted: bool, version: str = uvicorn.__version__) -> type[asyncio.Protocol] | str:
    """What to give to uvicorn as `http`: the fast lane, or only bounds; its own choice's name where that cannot be."""
    if version.rpartition(".")[0] not in KNOWN:
        return "auto"
    try:
        from app.api.front.bounded import Bounded  # noqa: PLC0415 - needs httptools, which may not be there
        from app.api.front.fast_lane import FastLane  # noqa: PLC0415
    except ImportError:
        return "auto"
    return FastLane if wanted else Bounded
