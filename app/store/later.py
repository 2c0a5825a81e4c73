"""Modules of a package that are imported when somebody first uses them, and not with the package."""

from collections.abc import Callable
from importlib import import_module
from types import ModuleType


def later(package: str, *modules: str) -> Callable[[str], ModuleType]:
    """A `__getattr__` (PEP 562) that imports those *modules* of *package*; AttributeError for any other name."""

    def get(name: str) -> ModuleType:
        if name not in modules:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        return import_module(f"{package}.{name}")

    return get
