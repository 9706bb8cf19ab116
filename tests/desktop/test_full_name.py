"""The name that the start screen suggests."""

import pwd
import sys

import pytest

from meetdesk.desktop.full_name import full_name


def account(login: str, gecos: str) -> pwd.struct_passwd:
    return pwd.struct_passwd((login, "x", 1000, 1000, gecos, f"/home/{login}", "/bin/sh"))


@pytest.mark.skipif(sys.platform == "win32", reason="accounts of Unix")
@pytest.mark.parametrize(
    ("login", "gecos", "name"),
    [
        ("mira", "Mira Berg,,,", "Mira Berg"),
        ("xm", "王小明", "王小明"),
        ("mira", "&  Berg,Room 5", "Mira Berg"),
        ("mira", "mira", ""),
        ("root", "root", ""),
        ("mira", ",,,", ""),
        ("mira", "", ""),
        ("mira", "x" * 65, ""),
        ("mira", "\u202eMira\x07 Berg", "Mira Berg"),
    ],
)
def test_the_name_of_the_account(monkeypatch: pytest.MonkeyPatch, login: str, gecos: str, name: str) -> None:
    monkeypatch.setattr(pwd, "getpwuid", lambda _: account(login, gecos))
    assert full_name() == name


@pytest.mark.skipif(sys.platform == "win32", reason="accounts of Unix")
def test_somebody_without_an_account(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody(uid: int) -> pwd.struct_passwd:
        raise KeyError(uid)

    monkeypatch.setattr(pwd, "getpwuid", nobody)
    assert full_name() == ""
