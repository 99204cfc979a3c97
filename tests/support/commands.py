"""Runs a command as its user types it, and keeps what it says."""

from dataclasses import dataclass

import pytest

from proxy.__main__ import main


@dataclass(frozen=True, slots=True)
class Said:
    """How a command ended, and what it printed."""

    status: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()


@dataclass(frozen=True, slots=True)
class Terminal:
    """Where a command is typed: `terminal("check", "rules/campaigns")`."""

    capsys: pytest.CaptureFixture[str]

    def __call__(self, *words: object) -> Said:
        status = main([str(word) for word in words])
        return Said(status, *self.capsys.readouterr())
