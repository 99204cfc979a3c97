"""Speaks of one fragment in a test: what it gives for some values, and what is wrong with it."""

from types import SimpleNamespace

import pytest

from rules.language.problem import RulebookError
from rules.language.template import compile_fragment


def grouped(values: dict[str, object]) -> dict[str, object]:
    """Return {"place.city": "Leeds"} as a template sees it."""
    groups: dict[str, dict[str, object]] = {}
    for name, value in values.items():
        root, _, rest = name.partition(".")
        groups.setdefault(root, {})[rest] = value
    return {root: SimpleNamespace(**parts) if "" not in parts else parts[""] for root, parts in groups.items()}


def gives(text: str, **values: object) -> str | None:
    """Return what a fragment renders; `place_city` is the value `place.city`."""
    dotted = {name.replace("_", ".", 1): value for name, value in values.items()}
    return compile_fragment("fragments/it.html", text).render(grouped(dotted))


def sound(text: str) -> bool:
    """Tell whether a fragment compiles; raise what is wrong with it otherwise."""
    return compile_fragment("fragments/it.html", text).source == text


def faults(text: str) -> list[tuple[str, str]]:
    """Return the code and the marked characters of everything that is wrong with a fragment."""
    with pytest.raises(RulebookError) as caught:
        compile_fragment("fragments/it.html", text)
    marks = [(problem.code, problem.mark) for problem in caught.value.problems]
    lines = text.split("\n")
    return [(code, lines[mark.line - 1][mark.column - 1 :][: mark.length]) for code, mark in marks]


def said(text: str) -> list[str]:
    """Return the sentences about what is wrong with a fragment."""
    with pytest.raises(RulebookError) as caught:
        compile_fragment("fragments/it.html", text)
    return [problem.message for problem in caught.value.problems]
