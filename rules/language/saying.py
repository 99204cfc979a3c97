"""Says what pydantic found wrong in the language's own words, and which keys a mapping may have."""

import re
from collections.abc import Iterable, Mapping
from types import NoneType, UnionType
from typing import Annotated, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from rules.language.problem import nearest

Step = str | int

_SAYINGS = {
    "string_type": "write text here; put it in quotes if it looks like a number",
    "int_type": "write a whole number",
    "int_parsing": "write a whole number",
    "int_from_float": "write a whole number",
    "float_type": "write a number",
    "float_parsing": "write a number",
    "bool_type": "write true or false",
    "bool_parsing": "write true or false",
    "list_type": 'write a list: [a, b], or one entry a line begun with "- "',
    "tuple_type": 'write a list: [a, b], or one entry a line begun with "- "',
    "frozen_set_type": 'write a list: [a, b], or one entry a line begun with "- "',
    "dict_type": "write a mapping, such as { name: value }",
    "dataclass_type": "write a mapping, such as { name: value }",
}

_BOUNDS: Mapping[str, tuple[str, str]] = {
    "greater_than": ("gt", "write a number above {}"),
    "greater_than_equal": ("ge", "write a number of at least {}"),
    "less_than": ("lt", "write a number below {}"),
    "less_than_equal": ("le", "write a number of at most {}"),
    "too_short": ("min_length", "write at least {} of these"),
    "too_long": ("max_length", "write at most {} of these"),
    "string_too_short": ("min_length", "write at least {} characters"),
    "string_too_long": ("max_length", "write at most {} characters"),
}
"""For each kind of error the name of its bound in pydantic's context, and the sentence."""

_CHOICES = frozenset({"literal_error", "enum"})


def said(detail: ErrorDetails, kind: object) -> tuple[str, str]:
    """Return the code and the sentence of an error; `kind` is the model that was validated, None where it is none."""
    error = detail["type"]
    if error in {"missing", "missing_argument"}:
        return "missing", f'"{detail["loc"][-1]}" is missing here'
    if error == "extra_forbidden":
        name = str(detail["loc"][-1])
        return "unknown-key", strange_key(name, keys_at(kind, detail["loc"][:-1]))
    if detail["input"] is None:
        return "missing-value", "a value is missing here"
    if error in _CHOICES:
        return "unknown-value", _choice(detail)
    if error == "model_type":
        return "wrong-value", _keys_wanted(keys_at(kind, detail["loc"]))
    if error in _BOUNDS:
        bound, sentence = _BOUNDS[error]
        return "wrong-value", sentence.format(detail["ctx"][bound])
    if error == "string_type" and isinstance(detail["input"], bool):
        return "wrong-value", "write text here; true and false need quotes"
    if error in _SAYINGS:
        return "wrong-value", _SAYINGS[error]
    return _own(error, detail["msg"])


def _own(error: str, message: str) -> tuple[str, str]:
    """Return an error that a word of ours raised: its code has hyphens, pydantic's kinds have underscores."""
    code = "wrong-value" if "_" in error else error
    return code, message.removeprefix("Value error, ")


def strange_key(name: str, known: Iterable[str]) -> str:
    """Return the sentence about a key that nothing here has."""
    key, colon, value = name.partition(":")
    if colon:
        return f'write a space after the colon: "{key}: {value}"'
    return f'there is no "{name}" here. {nearest(name, known)}'


def _choice(detail: ErrorDetails) -> str:
    expected = str(detail["ctx"]["expected"])
    allowed = re.findall(r"'([^']*)'", expected) or [expected]
    return f'"{detail["input"]}" is not allowed here. {nearest(str(detail["input"]), allowed)}'


def _keys_wanted(keys: Iterable[str]) -> str:
    listed = ", ".join(sorted(keys))
    return f"write keys with values here, of these: {listed}" if listed else "write a mapping, such as { name: value }"


def keys_at(kind: object, loc: Iterable[Step]) -> frozenset[str]:
    """Return the keys that a pydantic model allows where `loc` points, none where it is not a model."""
    for step in loc:
        kind = _inside(kind, step)
    model = _bare(kind)
    if not (isinstance(model, type) and issubclass(model, BaseModel)):
        return frozenset()
    return frozenset(info.alias or name for name, info in model.model_fields.items())


def _inside(kind: object, step: Step) -> object:
    kind = _bare(kind)
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return next((f.annotation for name, f in kind.model_fields.items() if step in {name, f.alias}), None)
    arguments = get_args(kind)
    return arguments[-1] if arguments else None


def _bare(kind: object) -> object:
    """Return a type without Annotated and without "or None"."""
    while get_origin(kind) in {Annotated, Union, UnionType}:
        kind = next(part for part in get_args(kind) if part is not NoneType)
    return kind
