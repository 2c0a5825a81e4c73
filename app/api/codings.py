"""Content codings: which one a client wants (RFC 9110 §12.5.3), and compressing an answer in it."""

import gzip
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Final

import brotli
import zstandard

# Below this a compressed answer is hardly smaller than a network packet saves.
SMALLEST: Final = 512
_COMPRESSIBLE: Final = re.compile(r"^(?:text/|image/svg|application/(?:[\w.+-]+\+)?(?:json|xml|javascript|n-triples))")
_WEIGHT: Final = re.compile(r"^q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$", re.IGNORECASE)


def _zstd(body: bytes) -> bytes:
    return zstandard.ZstdCompressor(level=9).compress(body)


def _br(body: bytes) -> bytes:
    # A window no larger than the answers need: brotli's default costs milliseconds to set up.
    compressed: bytes = brotli.compress(body, quality=9, lgwin=16)
    return compressed


def _gzip(body: bytes) -> bytes:
    return gzip.compress(body, compresslevel=6, mtime=0)


# Content coding -> compressor, the preferred first.
CODINGS: Mapping[str, Callable[[bytes], bytes]] = {"zstd": _zstd, "br": _br, "gzip": _gzip}


def is_compressible(media_type: str, size: int) -> bool:
    """Whether compressing *size* bytes of *media_type* is worth its while."""
    return size >= SMALLEST and _COMPRESSIBLE.match(media_type) is not None


@lru_cache(maxsize=1024)
def preferred(accept_encoding: str) -> str | None:
    """The coding to use for a client that sent *accept_encoding*; None for the plain answer.

    Among codings of equal weight the server's order decides; `q=0` refuses; `*` stands for those not named.
    """
    weights = dict(_weights(accept_encoding[:1024]))
    others = weights.get("*", 0.0)
    plain = weights.get("identity", 0.0)
    best, best_weight = None, 0.0
    for coding in CODINGS:
        weight = weights.get(coding, weights.get("x-gzip", others) if coding == "gzip" else others)
        if weight > best_weight:
            best, best_weight = coding, weight
    return best if best_weight >= plain else None


def _weights(header: str) -> list[tuple[str, float]]:
    found = []
    for element in header.split(","):
        name, *parameters = (piece.strip().lower() for piece in element.split(";"))
        weight = 1.0
        if parameters:
            match = _WEIGHT.match(parameters[0])
            if match is None or len(parameters) > 1:
                continue
            weight = float(match[1])
        if name:
            found.append((name, weight))
    return found
