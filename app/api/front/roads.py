"""Which HTTP protocol the server speaks: the one with the fast lane, where it is wanted and known to fit."""

import asyncio
from typing import Final

import uvicorn

# The versions of uvicorn whose protocol the fast lane knows, by their first two numbers.
KNOWN: Final = frozenset({"0.54"})


def protocol(*, wanted: bool, version: str = uvicorn.__version__) -> type[asyncio.Protocol] | str:
    """What to give to uvicorn as `http`: the fast lane, or the word for uvicorn's own choice where that cannot be."""
    if not wanted or version.rpartition(".")[0] not in KNOWN:
        return "auto"
    try:
        from app.api.front.fast_lane import FastLane  # noqa: PLC0415 - needs httptools, which may not be there
    except ImportError:
        return "auto"
    return FastLane
