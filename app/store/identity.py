"""Ids for what people bring: they sort by the time they were made, and nobody can guess one."""

import secrets
from datetime import datetime


def new_id(now: datetime) -> str:
    """24 hexadecimal digits: milliseconds since 1970, then 48 random bits."""
    return f"{int(now.timestamp() * 1000):012x}{secrets.token_hex(6)}"
