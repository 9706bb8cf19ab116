"""Fakes of what other systems' modules have, where the real thing cannot be had."""

import sys
from types import ModuleType

import pytest


def module(monkeypatch: pytest.MonkeyPatch, name: str, **content: object) -> None:
    """Can be imported by that name until the test ends."""
    made = ModuleType(name)
    made.__dict__.update(content)
    monkeypatch.setitem(sys.modules, name, made)


class NSObject:
    """Of Cocoa, as far as a class built on it needs it to be made."""

    @classmethod
    def alloc(cls) -> "NSObject":
        return cls()

    def init(self) -> "NSObject":
        return self
