"""Lets values forget on which lines they stood."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar, cast

from app.content.nodes import Placed

T = TypeVar("T")


def plain(value: T) -> T:
    """*value* with each string in it, however deep, as a plain one; for dataclasses, tuples and mappings."""
    return cast("T", _plain(value))


def _plain(value: Any) -> Any:
    if isinstance(value, Placed):
        return str(value)
    if isinstance(value, tuple):
        return tuple(_plain(item) for item in value)
    if isinstance(value, Mapping):
        return {_plain(key): _plain(item) for key, item in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{field.name: _plain(getattr(value, field.name)) for field in fields(value)})
    return value
