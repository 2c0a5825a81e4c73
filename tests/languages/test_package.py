"""What holds for the whole package: it starts fast and its examples are true."""

import doctest
import importlib
import pkgutil
import subprocess
import sys

import pytest

import app.languages

MODULES = [f"app.languages.{module.name}" for module in pkgutil.iter_modules(app.languages.__path__)]


def test_importing_the_package_reads_no_table_and_imports_no_library() -> None:
    code = (
        "import app.languages, sys; from app.languages import cldr, collation, display, messages;"
        "print({'babel', 'pydantic', 'numpy'} & sys.modules.keys(), cldr.tables.cache_info().currsize)"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout

    assert said == "set() 0\n"


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_are_true(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0
