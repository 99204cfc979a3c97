"""The house rules as pure functions: each takes modules and yields where a rule is broken."""

import ast
from collections.abc import Iterable, Iterator, Mapping

from tests.support.tree import (
    ROOMS,
    Module,
    classes,
    decorators,
    dotted,
    functions,
    imports,
    length,
    name_parts,
    parameters,
    under,
)

RIM = (
    "proxy/edge/",
    "proxy/providers/",
    "proxy/stores/",
    "proxy/commands/",
    "proxy/settings.py",
    "rules/language/load.py",
)
"""The only places that touch a wire, a file or a clock."""

WIRES = (
    *(
        "socket",
        "ssl",
        "select",
        "selectors",
        "socketserver",
        "http",
        "urllib.request",
        "aiohttp",
        "requests",
        "uvloop",
    ),
    *("os", "pathlib", "io.open", "shutil", "tempfile", "glob", "fcntl", "mmap", "sqlite3", "subprocess", "signal"),
    *("time", "random", "secrets", "uuid", "watchfiles", "maxminddb", "multiprocessing", "sys.argv"),
    *("asyncio.open_connection", "asyncio.start_server", "asyncio.create_subprocess_exec", "asyncio.StreamReader"),
)
NOT_WIRES = ("http.HTTPStatus", "http.cookies")
"""Values that happen to live in a package of wires."""

TOUCHING_CALLS = ("open", "print", "input", "datetime.now", "datetime.utcnow", "datetime.today", "date.today")

ENGINES = ("turbohtml", "selectolax")
BROAD = {"", "Exception", "BaseException"}
BANNED = {"manager", "helper", "helpers", "util", "utils", "service", "session", "misc", "common", "handler"}
BANNED_LAST = {"data", "info"}
"""A data_folder is one; VisitorData says no more than Visitor."""
BANNED_WHOLE = {"process", "do", "handle", "run_it", "helpers", "stuff"}
GIVEN_NAMES = frozenset({"feed_data"})
"""Names that a library calls us by: aiohttp feeds its parsers."""

MOST_LINES = 400
MOST_LINES_OF_FUNCTION = 60
MOST_PARAMETERS = 4


def upward_imports(module: Module) -> Iterator[str]:
    allowed = ROOMS[: ROOMS.index(module.room) + 1]
    ours = (*ROOMS, "tests", "examples", "benchmarks")
    for node, name in imports(module):
        if name.startswith(".") or (under(name, ours) and not under(name, allowed)):
            yield module.at(node, f"imports {name}")


def wires(module: Module) -> Iterator[str]:
    """Yield each import and call that touches the world, in a module that is not of the rim."""
    if module.path.startswith(RIM):
        return
    for node, name in imports(module):
        if under(name, WIRES) and not under(name, NOT_WIRES):
            yield module.at(node, f"imports {name}")
    for call in (node for node in ast.walk(module.tree) if isinstance(node, ast.Call)):
        name = dotted(call.func)
        if name in TOUCHING_CALLS or under(name, [each for each in WIRES if "." in each]):
            yield module.at(call, f"calls {name}")


def event_loops(module: Module) -> Iterator[str]:
    """Yield imports of asyncio where nothing may wait: only proxy/ is asynchronous."""
    if module.room != "proxy" and not module.path.startswith(RIM):
        yield from (module.at(node, f"imports {name}") for node, name in imports(module) if under(name, ["asyncio"]))


def environment(module: Module) -> Iterator[str]:
    if module.path == "proxy/settings.py":
        return
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Attribute | ast.Name) and dotted(node) in {
            "os.environ",
            "os.getenv",
            "environ",
            "getenv",
        }:
            yield module.at(node, f"reads {dotted(node)}")


def engines(module: Module) -> Iterator[str]:
    if not module.path.startswith("proxy/html/"):
        yield from (module.at(node, f"imports {name}") for node, name in imports(module) if under(name, ENGINES))


def broad_excepts(module: Module) -> Iterator[str]:
    """Yield the path once for each handler that catches everything, however it is spelled."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ExceptHandler):
            caught = _caught(node.type)
        elif isinstance(node, ast.Call) and dotted(node.func).endswith("suppress"):
            caught = [dotted(each) for each in node.args]
        else:
            continue
        if BROAD & set(caught):
            yield module.path


def _caught(node: ast.expr | None) -> list[str]:
    if node is None:
        return [""]
    return [dotted(each) or "?" for each in node.elts] if isinstance(node, ast.Tuple) else [dotted(node) or "?"]


def undocumented(module: Module) -> Iterator[str]:
    """Yield a module whose docstring is missing, or whose first paragraph is not a sentence.

    A test file is told by its name and by the names of its tests.
    """
    if module.path.startswith("tests/") and module.stem.startswith(("test_", "conftest")):
        return
    first = (ast.get_docstring(module.tree) or "").split("\n\n", 1)[0].strip()
    if not first.endswith((".", "?", "!")):
        yield f'{module.path}:1 begins with "{first[:60]}"' if first else f"{module.path}:1 has no docstring"


def type_knots(module: Module) -> Iterator[str]:
    yield from (module.at(node, "TYPE_CHECKING") for node, name in imports(module) if name == "typing.TYPE_CHECKING")


def anything(module: Module) -> Iterator[str]:
    if module.path != "rules/language/source.py":
        yield from (
            module.at(node, "Any") for node, name in imports(module) if name in {"typing.Any", "typing_extensions.Any"}
        )


def long_files(module: Module) -> Iterator[str]:
    lines = module.text.count("\n")
    if lines > MOST_LINES:
        yield f"{module.path} has {lines} lines"


def long_functions(module: Module) -> Iterator[str]:
    for function in functions(module):
        if length(function) > MOST_LINES_OF_FUNCTION:
            yield module.at(function, f"{function.name} has {length(function)} lines")


def crowded_functions(module: Module) -> Iterator[str]:
    for function in functions(module):
        names = parameters(function)
        if len(names) > MOST_PARAMETERS:
            yield module.at(function, f"{function.name}({', '.join(names)})")


def vague_names(module: Module) -> Iterator[str]:
    if _vague(module.stem):
        yield f"{module.path} is called {module.stem}"
    yield from (module.at(node, node.name) for node in (*classes(module), *functions(module)) if _vague(node.name))
    for argument in (node for node in ast.walk(module.tree) if isinstance(node, ast.arg)):
        if "session" in name_parts(argument.arg):
            yield module.at(argument, argument.arg)


def _vague(name: str) -> bool:
    if name in GIVEN_NAMES:
        return False
    parts = name_parts(name)
    return bool(BANNED & set(parts) or BANNED_LAST & set(parts[-1:])) or name in BANNED_WHOLE


def loose_dataclasses(module: Module) -> Iterator[str]:
    """Yield dataclasses without slots, and those of the pure rooms that may change.

    What compiles the language collects as it goes; it is thrown away once the rulebook stands.
    """
    for node in classes(module):
        given = dict(decorators(node))
        keywords = given.get("dataclass")
        if keywords is None:
            continue
        if not keywords.get("slots"):
            yield module.at(node, f"{node.name} has no slots")
        thaws = module.room == "proxy" or module.path.startswith("rules/language/")
        if not thaws and not keywords.get("frozen"):
            yield module.at(node, f"{node.name} is not frozen")


def inheritance(modules: Iterable[Module]) -> Iterator[str]:
    """Yield classes made from classes of ours; Word, errors, protocols and a file's own _Base may be."""
    modules = tuple(modules)
    ours = {node.name for module in modules for node in classes(module) if not _is_base(node)}
    for module in modules:
        for node in classes(module):
            bases = {dotted(base) for base in node.bases} & ours
            if bases:
                yield module.at(node, f"{node.name} inherits from {', '.join(sorted(bases))}")


def _is_base(node: ast.ClassDef) -> bool:
    protocol = "Protocol" in {dotted(base) for base in node.bases}
    return protocol or node.name == "Word" or node.name.endswith("Error") or node.name.startswith("_")


def misplaced_words(module: Module) -> Iterator[str]:
    """Yield a word's file that does not bear the word's name, or that holds none or several."""
    found = [
        node.value.value
        for each in classes(module)
        for node in each.body
        if isinstance(node, ast.AnnAssign) and dotted(node.target) == "word" and isinstance(node.value, ast.Constant)
    ]
    names = [str(word).removesuffix(".*").replace(".", "_") for word in found]
    if names != [module.stem.rstrip("_")]:
        yield f"{module.path} holds {' and '.join(map(str, found)) or 'no word'}"


def mirror(path: str) -> str:
    """Return where the tests of a source file stand: proxy/html/plan.py -> tests/proxy/html/test_plan.py."""
    folder, _, name = path.rpartition("/")
    stem = name.removesuffix(".py").removeprefix("__").removesuffix("__")
    return f"tests/{folder}/test_{stem}.py"


def untested(paths: Iterable[str], known: Iterable[str]) -> set[str]:
    """Return the source files that have no test file; a package's __init__ holds nothing to test."""
    existing = set(known)
    return {path for path in paths if not path.endswith("__init__.py") and mirror(path) not in existing}


def orphans(paths: Iterable[str], known: Iterable[str]) -> set[str]:
    """Return the test files below the rooms' folders whose source file is not there."""
    expected = {mirror(path) for path in paths}
    inside = tuple(f"tests/{room}/" for room in ROOMS)
    return {path for path in known if path.startswith(inside) and "/test_" in path and path not in expected}


def foreign_addresses(texts: Mapping[str, str], addresses: Iterable[str]) -> Iterator[str]:
    """Yield every line that names one of the addresses; `texts` maps a path to its text."""
    addresses = tuple(addresses)
    for path, text in texts.items():
        for number, line in enumerate(text.splitlines(), 1):
            yield from (f"{path}:{number} {address}" for address in addresses if address in line)
