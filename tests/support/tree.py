"""Reads the repository's own source for its referees: every module as a syntax tree, every breach as a place."""

import ast
import re
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROOMS = ("scoring", "rules", "proxy")
"""Lowest first: a room imports only from rooms that stand before it."""

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Module:
    """One Python file; `path` is relative to the repository, with slashes."""

    path: str
    text: str

    @property
    def tree(self) -> ast.Module:
        return _parsed(self.text)

    @property
    def room(self) -> str:
        return self.path.split("/", 1)[0]

    @property
    def stem(self) -> str:
        return self.path.rsplit("/", 1)[-1].removesuffix(".py")

    def at(self, node: ast.stmt | ast.expr | ast.excepthandler | ast.arg | ast.alias, what: str) -> str:
        return f"{self.path}:{node.lineno} {what}"


@cache
def _parsed(text: str) -> ast.Module:
    return ast.parse(text)


@cache
def files() -> tuple[str, ...]:
    """Return what git keeps and what it would keep: a new file is judged before it is committed."""
    words = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return tuple(sorted({path for path in listed.split("\0") if path and (ROOT / path).is_file()}))


@cache
def modules(*folders: str) -> tuple[Module, ...]:
    """Return the Python files below the folders, all of them when none is named."""
    wanted = tuple(f"{folder}/" for folder in folders)
    paths = (path for path in files() if path.endswith(".py") and (not wanted or path.startswith(wanted)))
    return tuple(Module(path, (ROOT / path).read_text("utf-8")) for path in paths)


def imports(module: Module) -> Iterator[tuple[ast.stmt, str]]:
    """Yield every imported name in full: `from os import path` gives "os.path"."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from ((node, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            package = "." * node.level + (node.module or "")
            yield from ((node, f"{package}.{alias.name}") for alias in node.names)


def under(name: str, packages: Iterable[str]) -> bool:
    """Tell whether a dotted name is one of the packages or lies inside one."""
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def dotted(node: ast.expr) -> str:
    """Return `a.b.c` as written, "" for what is not a plain dotted name."""
    if isinstance(node, ast.Attribute):
        base = dotted(node.value)
        return f"{base}.{node.attr}" if base else ""
    return node.id if isinstance(node, ast.Name) else ""


def functions(module: Module) -> Iterator[Function]:
    return (node for node in ast.walk(module.tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def classes(module: Module) -> Iterator[ast.ClassDef]:
    return (node for node in ast.walk(module.tree) if isinstance(node, ast.ClassDef))


def decorators(node: ast.ClassDef | Function) -> Iterator[tuple[str, dict[str, object]]]:
    """Yield each decorator's name with its constant keywords: `@dataclass(frozen=True)` gives {"frozen": True}."""
    for decorator in node.decorator_list:
        if isinstance(decorator, ast.Call):
            keywords = ((each.arg, each.value) for each in decorator.keywords)
            yield dotted(decorator.func), {k: v.value for k, v in keywords if k and isinstance(v, ast.Constant)}
        else:
            yield dotted(decorator), {}


def parameters(function: Function) -> list[str]:
    """Return the names that a caller must think of: all but self, cls and the starred."""
    arguments = function.args
    names = [each.arg for each in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)]
    return names[1:] if names[:1] in (["self"], ["cls"]) else names


def length(node: Function) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def name_parts(name: str) -> list[str]:
    """Return the words of a name: CookieHandler and cookie_handler both give cookie, handler."""
    return [part.lower() for part in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", name)]
