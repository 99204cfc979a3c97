"""Compiles the entries of `expect`: a persona, and what the rule must answer to it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from pydantic import TypeAdapter

from rules.language.persona import Persona
from rules.language.scope import Scope
from rules.language.source import Path

_GIVEN = TypeAdapter(Persona)


@dataclass(frozen=True, slots=True)
class Expectation:
    """One test inside a rule; `path` is its place in the document, for the message when it fails."""

    given: Persona
    then: Mapping[str, object] = field(hash=False)
    path: Path


def expectations(scope: Scope, value: object, path: Path) -> Iterator[Expectation]:
    """Yield what a rule expects of itself; what is wrong is noted in the scope."""
    if not isinstance(value, list) or not value:
        scope.wrong(path, "wrong-value", 'write a list here, each entry begun with "- given: "')
        return
    for number, entry in enumerate(value):
        found = _expectation(scope, entry, (*path, number))
        if found is not None:
            yield found


def _expectation(scope: Scope, value: object, path: Path) -> Expectation | None:
    if not isinstance(value, dict):
        scope.wrong(path, "wrong-value", "write `given: { ... }` and `then: { ... }` here")
        return None
    known = scope.keys(value, ("given", "then"), path)
    then = value.get("then")
    if not isinstance(then, dict) or not then:
        at = (*path, "then") if "then" in value else path
        scope.wrong(at, "missing-value", "say what should happen, such as `then: { unchanged: true }`")
    at = (*path, "given")
    given = scope.validated(_GIVEN, value.get("given", {}), at, Persona)
    return Expectation(given, then, path) if given and known and isinstance(then, dict) else None
