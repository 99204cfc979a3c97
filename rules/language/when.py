"""Compiles `when`: keys are AND, `any` holds a list; what comes of it is any of some lists, each of them whole."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import chain, product
from typing import Protocol

from rules import moments
from rules.decision import Trigger, Wait
from rules.language.problem import nearest
from rules.language.saying import strange_key
from rules.language.scope import Scope
from rules.language.source import Path
from rules.language.tree import CONDITIONS
from rules.language.word import Entry, find, words

MOMENTS: Mapping[str, Entry] = words(moments)

MOST = 20
"""Ways in which one rule's moment may come: a page bears them all."""

_ANY = "any"
_NEVER: Wait = ((),)


class Awaited(Protocol):
    """A word of `when`."""

    def trigger(self) -> Trigger: ...


def when(scope: Scope, value: object, path: Path) -> Wait:
    """Return what a rule waits for; what is wrong is noted in the scope."""
    wait = _whole(scope, value, path)
    if len(wait) > MOST:
        scope.wrong(path, "wrong-value", f"these are {len(wait)} ways for the moment to come; {MOST} are the most")
    return wait


def _whole(scope: Scope, value: object, path: Path) -> Wait:
    """Return the ways in which all keys of a mapping come true."""
    if not isinstance(value, Mapping) or not value:
        scope.wrong(path, *_no_words(value))
        return _NEVER
    parts = [_part(scope, str(key), value[key], path) for key in value]
    return tuple(tuple(chain.from_iterable(ways)) for ways in product(*parts))


def _part(scope: Scope, key: str, value: object, path: Path) -> Wait:
    if key != _ANY:
        found = _trigger(scope, key, value, path)
        return ((found,),) if found else _NEVER
    if not isinstance(value, list) or not value:
        scope.wrong((*path, key), "wrong-value", '"any" holds a list: begin each of its entries with "- "')
        return _NEVER
    return tuple(chain.from_iterable(_whole(scope, each, (*path, key, at)) for at, each in enumerate(value)))


def _trigger(scope: Scope, name: str, value: object, path: Path) -> Trigger | None:
    entry = MOMENTS.get(name)
    if entry is None:
        scope.wrong_key((*path, name), *_stranger(name))
        return None
    fields = entry.kind.fields(name, value)
    if not scope.keys(fields, entry.fields, (*path, name)):
        return None
    word = scope.validated(entry.adapter, fields, (*path, name))
    if word is None:
        return None
    awaited: Awaited = word  # type: ignore[assignment]  # as in tree.py
    return replace(awaited.trigger(), line=scope.document.line((*path, name)))


def _no_words(value: object) -> tuple[str, str]:
    if value is None or value == {}:
        return "missing-value", "a moment is missing here; to act before the page is shown, leave `when` out"
    if isinstance(value, list):
        return "wrong-value", 'write moments without "- " here; where one of several is enough, write `any:` above them'
    if isinstance(value, str) and ":" in value:
        return "wrong-value", strange_key(value, ())
    return "wrong-value", "write moments with values here, such as { exit_intent: any }"


def _stranger(name: str) -> tuple[str, str]:
    if find(CONDITIONS, name):
        return "wrong-place", f'"{name}" belongs under `who`: it asks about the visitor, not about a moment on the page'
    if ":" in name:
        return "unknown-word", strange_key(name, ())
    return "unknown-word", f'there is no moment "{name}". {nearest(name, (*MOMENTS, _ANY))}'
