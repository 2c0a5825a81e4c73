"""What archives of a content tree may be, for whoever takes them in without reading them."""

from dataclasses import dataclass
from typing import Final

# Media type -> what the archive is called.
MEDIA_TYPES: Final = {"application/gzip": "tar.gz", "application/zip": "zip"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What an archive may come to, in bytes and in members."""

    packed: int = 32 * 1024 * 1024
    unpacked: int = 128 * 1024 * 1024
    members: int = 50_000
    # Unpacked to packed, once there is more than `unsuspicious`.
    ratio: int = 100
    unsuspicious: int = 4 * 1024 * 1024
