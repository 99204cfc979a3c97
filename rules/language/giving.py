"""Checks that a rule which gives a code shows it, and that one which shows a code gives one."""

from collections.abc import Iterable, Iterator

from rules.giving import Giving
from rules.language.scope import Scope
from rules.language.source import Path
from rules.language.template import Fragment
from rules.values import CODE


def check_codes(scope: Scope, actions: Iterable[object], path: Path) -> None:
    """Note what is wrong with the code of one list of actions."""
    done = tuple(actions)
    given = [action.wish() for action in done if isinstance(action, Giving)]
    shown = [
        fragment for action in done for fragment in _fragments(action) if not CODE.keys().isdisjoint(fragment.uses)
    ]
    if len(given) > 1:
        scope.wrong(path, "wrong-value", "a rule gives one code: let another rule give the other one")
    elif shown and not given:
        message = f'"{shown[0].name}" shows a code: add `- give_code: POOL`, which gives it'
        scope.wrong(path, "missing-value", message)
    elif given and not any("code" in fragment.uses for fragment in shown):
        scope.wrong(path, "missing-value", "no fragment of this rule shows the code: write {{ code }} in one")
    elif given and given[0].span is None and any("code.until" in fragment.uses for fragment in shown):
        scope.wrong(path, "missing-value", "a fragment shows code.until: say in `give_code` when it `expires`")


def _fragments(action: object) -> Iterator[Fragment]:
    for name in getattr(action, "__dataclass_fields__", ()):
        value = getattr(action, name)
        if isinstance(value, Fragment):
            yield value
