"""What MeetDesk says it is made of."""

import re
import sys
import tomllib
from pathlib import Path

import pytest

from meetdesk.app.about import ROOTS, licence_folder, packages

PROJECT = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text())["project"]


def test_every_dependency_is_named() -> None:
    assert {re.split("[=;]", one)[0].strip() for one in PROJECT["dependencies"]} == set(ROOTS)


def test_licence_texts_are_found_where_the_app_is_installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert licence_folder() is None, "they are not with the source"
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    for program, texts in (("linux/meetdesk", "linux/licences"), ("Contents/MacOS/m", "Contents/Resources/licences")):
        (tmp_path / program).parent.mkdir(parents=True)
        monkeypatch.setattr(sys, "executable", str(tmp_path / program))
        assert licence_folder() is None
        (tmp_path / texts).mkdir(parents=True)
        assert licence_folder() == tmp_path / texts


def test_packages_have_a_version_and_a_licence() -> None:
    found = {package.name.lower(): package for package in packages()}
    assert {"tornado", "zeroconf", "pyside6"} <= set(found)
    assert [package.name for package in found.values() if not (package.version and package.licence)] == []
