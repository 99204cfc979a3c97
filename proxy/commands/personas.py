"""Reads a persona file for the commands, with the same messages as a rule's `given`."""

from collections.abc import Mapping
from pathlib import Path

from pydantic import TypeAdapter

from rules.language.persona import Persona
from rules.language.problem import Mark, Problem, RulebookError
from rules.language.scope import Scope
from rules.language.source import read

_PERSONA = TypeAdapter(Persona)


def found(name: str, site: Path) -> Path:
    """Return the file of a persona: as named from here, or in the site's folder, by its path or its bare name."""
    places = [Path(name), site / name, site / "personas" / name, site / "personas" / f"{name}.yaml"]
    return next((place for place in places if place.is_file()), Path(name))


def written(name: str, site: Path) -> Mapping[str, object]:
    """Return what a persona's file says, found valid; raise RulebookError with everything wrong in it."""
    path = found(name, site)
    if not path.is_file():
        known = ", ".join(sorted(place.stem for place in (site / "personas").glob("*.yaml"))) or "none"
        raise RulebookError([Problem(Mark(name), "missing-file", f"there is no such persona; the site has: {known}")])
    document = read(str(path), path.read_bytes())
    value = {} if document.value is None else document.value
    scope = Scope(document)
    if scope.validated(_PERSONA, value, (), Persona) is None:
        raise RulebookError(scope.problems)
    return {"name": path.stem, **value}


def persona(name: str, site: Path) -> Persona:
    return Persona.model_validate(written(name, site))
