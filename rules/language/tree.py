"""Compiles `where` and `who`: keys are AND, `all` `any` `none` hold lists, every leaf is a word with its line."""

from collections.abc import Callable, Iterable, Mapping

from rules import conditions
from rules.conditions.page import Page
from rules.context import Context, Truth
from rules.language.problem import nearest
from rules.language.saying import strange_key
from rules.language.scope import Scope
from rules.language.source import Path
from rules.language.word import Entry, find, words
from rules.logic import All, AnyOf, Asked, Condition, Leaf, NoneOf

CONDITIONS: Mapping[str, Entry] = words(conditions)

PLACES = frozenset({"page", "path", "query"})
"""The words of `where`; all others belong to `who`."""

_CAMPAIGN = frozenset({"utm.source", "utm.medium", "utm.campaign", "utm.term", "utm.content"})

_GROUPS: Mapping[str, Callable[[tuple[Condition, ...]], Condition]] = {"all": All, "any": AnyOf, "none": NoneOf}

_KNOWN = frozenset(CONDITIONS) - PLACES - {"utm.*"} | frozenset(_GROUPS) | _CAMPAIGN


def condition(scope: Scope, value: object, path: Path, label: str) -> Condition:
    """Compile one mapping; `label` is how a trace calls it ("who.any[0]"). What is wrong is noted in the scope."""
    if not isinstance(value, Mapping) or not value:
        scope.wrong(path, *_no_words(value, label))
        return All(())
    return All(tuple(_part(scope, str(key), value[key], (path, label)) for key in value))


def _no_words(value: object, label: str) -> tuple[str, str]:
    if value is None or value == {}:
        return "missing-value", f"a word is missing here{_LEAVE_OUT.get(label, '')}"
    if isinstance(value, list):
        return "wrong-value", 'write words without "- " here; where one of several is enough, write `any:` above them'
    if isinstance(value, str) and ":" in value:
        return "wrong-value", strange_key(value, ())
    return "wrong-value", "write words with values here, such as { geo.country: GB }"


_LEAVE_OUT = {
    "where": "; to act on every page, leave `where` out",
    "who": "; to act for everybody, leave `who` out",
}


def bound_pages(where: Condition, pages: Iterable[str]) -> frozenset[str] | None:
    """Return which of the named pages `where: page` allows, None when it asks for no page."""
    parts: tuple[Condition, ...] = where.parts if isinstance(where, All) else (where,)
    bound = next((part for part in parts if isinstance(part, Leaf) and isinstance(part.word, Page)), None)
    if bound is None:
        return None
    contexts = {name: Context(now=0.0, pages=frozenset({name})) for name in pages}
    return frozenset(name for name, context in contexts.items() if bound.answer(context) is Truth.YES)


def by_page_alone(where: Condition) -> bool:
    """Tell whether `where` asks for names of pages and nothing else; `not` asks for more, as a page has several."""
    match where:
        case All(parts=(Leaf(word=Page(test=test)),)):
            return not test.excluded
    return False


def _part(scope: Scope, key: str, value: object, at: tuple[Path, str]) -> Condition:
    path, label = at
    if key not in _GROUPS:
        return _leaf(scope, key, value, at)
    if not isinstance(value, list) or not value:
        scope.wrong((*path, key), "wrong-value", f'"{key}" holds a list: begin each of its entries with "- "')
        return All(())
    parts = tuple(
        condition(scope, item, (*path, key, number), f"{label}.{key}[{number}]") for number, item in enumerate(value)
    )
    return _GROUPS[key](parts)


def _leaf(scope: Scope, name: str, value: object, at: tuple[Path, str]) -> Condition:
    path, label = at
    entry = find(CONDITIONS, name)
    if entry is None or _in_where(label) is not (name in PLACES):
        scope.wrong_key((*path, name), *_stranger(name, label))
        return All(())
    fields = entry.kind.fields(name, value)
    if not scope.keys({key: fields[key] for key in fields if key != "key"}, entry.fields, (*path, name)):
        return All(())
    word = scope.validated(entry.adapter, fields, (*path, name))
    if word is None:
        return All(())
    asked: Asked = word  # type: ignore[assignment]  # every word of conditions/ answers; the architecture test holds it
    return Leaf(label, scope.document.line((*path, name)), f"{name} {described(value)}", asked)


def _in_where(label: str) -> bool:
    return label.split(".", 1)[0] == "where"


def _stranger(name: str, label: str) -> tuple[str, str]:
    if name in PLACES:
        return "wrong-place", f'"{name}" belongs under `where`: it asks about the page, not about the visitor'
    if _in_where(label) and find(CONDITIONS, name):
        return "wrong-place", f'"{name}" belongs under `who`; `where` knows page, path and query'
    if ":" in name:
        return "unknown-word", strange_key(name, ())
    head = name.split(".", 1)[0]
    missing = head if "." in name and not any(word.startswith(f"{head}.") for word in CONDITIONS) else name
    hint = nearest(name, PLACES | _GROUPS.keys()) if _in_where(label) else nearest(name, _KNOWN)
    return "unknown-word", f'there is no "{missing}". {hint}'


def described(value: object) -> str:
    """Return what a person wrote behind a word as they would say it."""
    if isinstance(value, Mapping):
        return ", ".join(f"{str(key).replace('_', ' ')} {described(item)}" for key, item in value.items())
    if isinstance(value, list):
        return "one of " + ", ".join(described(item) for item in value)
    return str(value).lower() if isinstance(value, bool) else str(value)
