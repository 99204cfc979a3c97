"""Shortens the names that our own script declares; it reads our own style of JavaScript, no other's."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import product
from string import ascii_letters

_TOKEN = re.compile(r"""//[^\n]*|"(?:[^"\\]|\\.)*"|\.{3}|\??\.\s*[A-Za-z_]\w*|[A-Za-z_]\w*|\s+|.""")
"""A comment, a text, the dots of a spread, a property behind its dot, a word, or any other sign."""

_DECLARED = re.compile(r"\b(?:const|let) (\w{3,})\b")
_NUMBER = re.compile(r"^const ([A-Z]+) = ([\d.]+);", re.MULTILINE)
_PARAMETERS = re.compile(r"\(([\w, ]+)\) =>")


def shortened(script: str) -> str:
    """Return a script that does the same with shorter names, and with its numbers where their names were.

    A name that is also a key of an object stays, wherever it stands: `{ name: 1 }`, `{ name }`, `({ name }) =>`.
    """
    numbers = dict(_NUMBER.findall(script))
    tokens = [numbers.get(token, token) for token in _TOKEN.findall(_NUMBER.sub("", script))]
    signs = [token for token in tokens if not token.isspace() and not token.startswith("//")]
    declared = [*_DECLARED.findall(script), *" ".join(_PARAMETERS.findall(script)).replace(",", " ").split()]
    names = {name for name in declared if len(name) > 2} - _keys(signs)
    free = _letters(set(signs))
    short = {name: next(free) for name, _ in Counter(sign for sign in signs if sign in names).most_common()}
    return "".join(short.get(token, token) for token in tokens)


def _keys(signs: list[str]) -> set[str]:
    triples = zip(signs, signs[1:], signs[2:], strict=False)
    return {name for before, name, behind in triples if before in "{," and behind in ":,}"}


def _letters(taken: set[str]) -> Iterator[str]:
    pairs = ("".join(pair) for pair in product(ascii_letters, repeat=2))
    return (name for name in (*ascii_letters, *pairs) if name not in taken)
