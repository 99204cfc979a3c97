"""The keys that the language has reserved but does not speak yet; each is refused by name."""

from collections.abc import Iterable

from rules.language.scope import Scope
from rules.language.source import Path

LATER_KEYS = frozenset({"holdout", "test", "goal"})


def due(scope: Scope, value: object, later: Iterable[str], path: Path) -> object:
    """Return a mapping without the keys that are reserved, each of them noted; anything else as it is."""
    if not isinstance(value, dict):
        return value
    reserved = frozenset(later)
    for key in value.keys() & reserved:
        scope.wrong_key((*path, key), "not-available-yet", f"`{key}` is not available yet")
    return {key: item for key, item in value.items() if key not in reserved}
