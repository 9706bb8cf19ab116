"""What MeetDesk says it is made of."""

import re
import tomllib
from pathlib import Path

from meetdesk.app.about import ROOTS, packages

PROJECT = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text())["project"]


def test_every_dependency_is_named() -> None:
    assert {re.split("[=;]", one)[0].strip() for one in PROJECT["dependencies"]} == set(ROOTS)


def test_packages_have_a_version_and_a_licence() -> None:
    found = {package.name.lower(): package for package in packages()}
    assert {"tornado", "zeroconf", "pyside6"} <= set(found)
    assert [package.name for package in found.values() if not (package.version and package.licence)] == []
