"""The referee sees what breaks a rule and passes what keeps it, so that a green test_architecture means something."""

import pytest

from tests.support import referee
from tests.support.tree import Module

PURE = "rules/pages.py"


def module(text: str, path: str = PURE) -> Module:
    return Module(path, text)


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("scoring/visitor.py", "from rules.context import Context"),
        ("rules/decide.py", "import proxy.pipeline"),
        ("rules/decide.py", "from . import context"),
        ("proxy/pipeline.py", "from tests.support.tree import Module"),
    ],
)
def test_an_import_that_points_up_is_seen(path: str, line: str) -> None:
    assert list(referee.upward_imports(module(line, path)))


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("proxy/pipeline.py", "from scoring.visitor import Visitor"),
        ("rules/decide.py", "from rules.context import Context"),
        ("scoring/visitor.py", "from rulesets import all"),
    ],
)
def test_an_import_that_points_down_passes(path: str, line: str) -> None:
    assert not list(referee.upward_imports(module(line, path)))


@pytest.mark.parametrize(
    "line",
    [
        "import os.path",
        "from pathlib import Path",
        "import time",
        "from time import monotonic",
        "from aiohttp import web",
        "from urllib.request import urlopen",
        "from asyncio import open_connection",
        "asyncio.start_server(answer)",
        'open("rules.yaml")',
        "now = datetime.now()",
        'print("here")',
    ],
)
def test_a_wire_a_file_and_a_clock_are_seen(line: str) -> None:
    assert list(referee.wires(module(line)))


@pytest.mark.parametrize(
    "line",
    [
        "from urllib.parse import urlsplit",
        "from http import HTTPStatus",
        "from datetime import time",
        "from asyncio import Task",
        "interest.now(at)",
        "self.open(key)",
        "import timeit_names",
    ],
)
def test_values_are_no_wires(line: str) -> None:
    assert not list(referee.wires(module(line)))


@pytest.mark.parametrize("path", ["proxy/edge/origin.py", "proxy/settings.py", "rules/language/load.py"])
def test_the_rim_may_touch_the_world(path: str) -> None:
    assert not list(referee.wires(module("import os, time, socket", path)))


@pytest.mark.parametrize(
    "handler",
    [
        "except:\n  pass",
        "except Exception:\n  pass",
        "except (ValueError, BaseException) as error:\n  raise",
    ],
)
def test_a_broad_except_is_seen(handler: str) -> None:
    assert list(referee.broad_excepts(module(f"try:\n  work()\n{handler}"))) == [PURE]


def test_a_broad_suppress_is_seen() -> None:
    assert list(referee.broad_excepts(module("with contextlib.suppress(Exception):\n  work()"))) == [PURE]


@pytest.mark.parametrize("caught", ["ValueError", "(KeyError, OSError)", "asyncio.CancelledError", "errors.Exception_"])
def test_errors_caught_by_name_pass(caught: str) -> None:
    assert not list(referee.broad_excepts(module(f"try:\n  work()\nexcept {caught}:\n  pass")))


@pytest.mark.parametrize("text", ["", "x = 1", '"""Helpers"""', '"""\n"""'])
def test_a_module_without_a_sentence_is_seen(text: str) -> None:
    assert list(referee.undocumented(module(text)))


def test_a_test_needs_no_sentence_but_its_name() -> None:
    assert not list(referee.undocumented(module("", "tests/rules/test_pages.py")))
    assert list(referee.undocumented(module("", "tests/support/shop.py")))


def test_a_module_with_a_sentence_passes() -> None:
    assert not list(referee.undocumented(module('"""Tells which page a request asks for."""')))


@pytest.mark.parametrize(
    "line",
    [
        "class CookieManager: ...",
        "class VisitorData: ...",
        "def parse_info(): ...",
        "def process(): ...",
        "def load(session): ...",
    ],
)
def test_a_vague_name_is_seen(line: str) -> None:
    assert list(referee.vague_names(module(line)))


@pytest.mark.parametrize(
    "line", ["class Database: ...", "def data_folder(): ...", "def informed(): ...", "def do_not(): ..."]
)
def test_a_plain_name_passes(line: str) -> None:
    assert not list(referee.vague_names(module(line)))


def test_self_is_no_parameter() -> None:
    five = "class A:\n  def f(self, a, b, c, d): ...\n"
    assert not list(referee.crowded_functions(module(five)))
    assert list(referee.crowded_functions(module(five.replace("d)", "d, *, e)"))))


def test_a_dataclass_has_slots_and_is_frozen() -> None:
    def seen(decorator: str, path: str = PURE) -> bool:
        return bool(list(referee.loose_dataclasses(module(f"@{decorator}\nclass A: ...", path))))

    assert seen("dataclass")
    assert seen("dataclass(slots=True)")
    assert not seen("dataclass(frozen=True, slots=True)")
    assert not seen("dataclass(slots=True)", "proxy/pipeline.py")
    assert seen("dataclass(frozen=True)", "proxy/pipeline.py")


def test_only_words_errors_and_a_files_own_base_are_inherited() -> None:
    def seen(text: str) -> bool:
        return bool(list(referee.inheritance([module(text)])))

    assert seen("class Store: ...\nclass MemoryStore(Store): ...")
    assert not seen("class Word: ...\nclass Hide(Word): ...")
    assert not seen("class ShopError(Exception): ...\nclass LateError(ShopError): ...")
    assert not seen("class Store(Protocol): ...\nclass Closing(Store, Protocol): ...")
    assert not seen("class _Text(BaseModel): ...\nclass PageText(_Text): ...")


@pytest.mark.parametrize(
    ("path", "word", "fits"),
    [
        ("rules/conditions/geo_country.py", "geo.country", True),
        ("rules/conditions/utm.py", "utm.*", True),
        ("rules/actions/class_.py", "class", True),
        ("rules/conditions/country.py", "geo.country", False),
        ("rules/conditions/utm.py", "utm.medium", False),
    ],
)
def test_a_word_bears_the_name_of_its_file(path: str, word: str, fits: bool) -> None:
    text = f'class Found(Word):\n  word: ClassVar[str] = "{word}"'
    assert bool(list(referee.misplaced_words(module(text, path)))) is not fits


def test_source_and_test_files_mirror_each_other() -> None:
    sources = ["proxy/body.py", "proxy/html/plan.py", "proxy/__main__.py", "proxy/html/__init__.py", "rules/class_.py"]
    tests = [
        "tests/proxy/test_body.py",
        "tests/proxy/html/test_plans.py",
        "tests/rules/test_class_.py",
        "tests/proxy/conftest.py",
    ]
    assert referee.untested(sources, tests) == {"proxy/html/plan.py", "proxy/__main__.py"}
    assert referee.orphans(sources, tests) == {"tests/proxy/html/test_plans.py"}


def test_an_address_is_told_with_its_line() -> None:
    assert list(referee.foreign_addresses({"a.txt": "fine\nsee host.example"}, ["host.example"])) == [
        "a.txt:2 host.example"
    ]
