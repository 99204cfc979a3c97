"""The referee of the house rules: each test is one rule, and its message says what to do.

A list of exemptions may only shrink: an entry that is no longer needed fails too.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import chain

from tests.support import referee
from tests.support.tree import ROOMS, ROOT, Module, files, modules

PRODUCT = (*ROOMS, "examples", "benchmarks")
BROAD_EXCEPTS = ["proxy/edge/tasks.py", "proxy/pipeline.py", "proxy/providers/guard.py"]
WORD_FOLDERS = ("rules/conditions/", "rules/actions/", "rules/moments/")

NO_TEST_YET = {
    "proxy/stores/store.py": "a protocol and its error, met by every store in tests/contract/test_stores.py",
    "proxy/stores/ledger/ledger.py": "types and a protocol, met by every ledger in tests/contract/test_ledgers.py",
    "rules/codes.py": "types, met by tests/rules/language/test_codetext.py and every test of a code",
    "rules/context.py": "types, met by every test of a word",
    "rules/decision.py": "types, met by every test of an action",
    "rules/rulebook.py": "types, met by every test of deciding",
    "rules/reading.py": "types, met by every test of reading pages",
    "rules/language/names.py": "types, met by every test of an action",
}
"""Source files without a test file of their own, each with the reason."""

LONG_TABLES: dict[str, str] = {}
"""Tables of data over the length of a file, each with the reason."""

SCREEN = 80
"""Lines that a reader sees at once."""

# Built from parts, so that this file does not name what it forbids.
ADDRESSES = [
    *("pypi" + ".org", "python" + "hosted", "npmjs" + ".org", "npmjs" + ".com", "deb.debian" + ".org"),
    *("/ro" + "ot/", "/wo" + "rk/", "/opt/py" + "pi", ".pyenv" + "/"),
]

Rule = Callable[[Module], Iterator[str]]


def breaches(rule: Rule, sources: Iterable[Module]) -> list[str]:
    return list(chain.from_iterable(map(rule, sources)))


def rooms() -> tuple[Module, ...]:
    return modules(*ROOMS)


def none(found: Iterable[str], remedy: str) -> None:
    """Fail with what to do and where, unless nothing was found."""
    places = sorted(found)
    assert not places, "\n".join([remedy, *places])


def test_imports_run_from_the_proxy_to_the_rules_to_the_scores() -> None:
    none(
        breaches(referee.upward_imports, rooms()),
        "Import only downwards (proxy -> rules -> scoring), by absolute names; what both need stands lower:",
    )


def test_only_the_rim_touches_wires_files_and_clocks() -> None:
    none(
        breaches(referee.wires, rooms()),
        f"Hand the value in (`now`, bytes, a random id) from one of {', '.join(referee.RIM)}:",
    )


def test_only_the_proxy_waits() -> None:
    none(breaches(referee.event_loops, rooms()), "Rules and scores are computed at once; do the waiting in proxy/:")


def test_only_the_settings_read_the_environment() -> None:
    none(breaches(referee.environment, rooms()), "Add a field to proxy/settings.py and hand its value in:")


def test_only_the_html_folder_knows_an_engine() -> None:
    none(breaches(referee.engines, rooms()), "Go through proxy/html, so that an engine can be replaced in one place:")


def test_three_places_catch_everything() -> None:
    found = sorted(breaches(referee.broad_excepts, modules()))
    assert found == BROAD_EXCEPTS, (
        "Catch the errors by name; what nobody foresaw ends in the three places that exist for it.\n"
        f"expected {BROAD_EXCEPTS}\nfound    {found}"
    )


def test_every_module_says_what_it_is_responsible_for() -> None:
    none(
        breaches(referee.undocumented, modules()),
        "Begin the file with one sentence that says what it is responsible for:",
    )


def test_every_source_file_has_a_test_file_of_its_name() -> None:
    missing = referee.untested((module.path for module in rooms()), files())
    none(
        (f"{path} wants {referee.mirror(path)}" for path in missing - NO_TEST_YET.keys()),
        "Write the test file (NO_TEST_YET is only for types that other tests meet):",
    )
    none(NO_TEST_YET.keys() - missing, "These have their test now, or are gone: take them out of NO_TEST_YET:")


def test_every_test_file_has_a_source_file_of_its_name() -> None:
    none(
        referee.orphans((module.path for module in rooms()), files()),
        "Name the test after the file it tests; what tests several together stands in tests/ itself:",
    )


def test_tests_are_no_packages() -> None:
    none(
        (path for path in files() if path.startswith("tests/") and path.endswith("/__init__.py")),
        "Remove it: an __init__.py in tests/rules would hide the room rules:",
    )


def test_a_word_stands_in_the_file_that_bears_its_name() -> None:
    found = (module for module in rooms() if module.path.startswith(WORD_FOLDERS) and module.stem != "__init__")
    none(
        breaches(referee.misplaced_words, found),
        "One file, one word, one name: `geo.country` is geo_country.py, `utm.*` is utm.py, `class` is class_.py:",
    )


def test_the_marketers_room_holds_no_python() -> None:
    none(
        (module.path for module in modules("rules/campaigns")),
        "The site's folder is YAML, HTML and feeds; code belongs to the rooms:",
    )


def test_no_import_is_only_for_types() -> None:
    none(breaches(referee.type_knots, modules()), "Two modules need each other: move the shared type to a third:")


def test_any_is_said_in_one_file() -> None:
    none(
        breaches(referee.anything, modules()),
        "Say the type, or `object` and look at it; only source.py reads untyped YAML:",
    )


def test_files_are_short() -> None:
    long = {found.split(" ", 1)[0]: found for module in modules() for found in referee.long_files(module)}
    none(
        (long[path] for path in long.keys() - LONG_TABLES.keys()), f"Split it: {referee.MOST_LINES} lines are the most:"
    )
    none(LONG_TABLES.keys() - long.keys(), "These are short now, or gone: take them out of LONG_TABLES:")


def test_functions_are_short() -> None:
    none(
        breaches(referee.long_functions, modules()),
        f"Give its steps names of their own: {referee.MOST_LINES_OF_FUNCTION} lines are the most, 8 the usual:",
    )


def test_functions_take_few_parameters() -> None:
    none(
        breaches(referee.crowded_functions, modules(*PRODUCT, "tests/support")),
        f"Put what belongs together into a dataclass: {referee.MOST_PARAMETERS} parameters are the most:",
    )


def test_names_say_what_things_are() -> None:
    none(
        breaches(referee.vague_names, modules(*PRODUCT)),
        "Use a noun of the glossary (proxy/__init__.py), or the verb of what is done:",
    )


def test_values_are_frozen_and_slotted() -> None:
    none(
        breaches(referee.loose_dataclasses, rooms()),
        "Write @dataclass(frozen=True, slots=True); the proxy may thaw its own:",
    )


def test_only_words_and_errors_inherit() -> None:
    none(
        referee.inheritance(rooms()), "Hand in a function or hold the other object; only Word and errors are inherited:"
    )


def test_the_pipeline_fits_on_one_screen() -> None:
    lines = (ROOT / "proxy/pipeline.py").read_text("utf-8").count("\n")
    assert lines <= SCREEN, (
        f"proxy/pipeline.py is read first and has {lines} lines; {SCREEN} are the most. Move steps out."
    )


def test_ten_words_are_enough_to_work_here() -> None:
    words = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert len(words) <= 10, f"The Makefile has {len(words)} words; ten are the most: {', '.join(words)}"


def test_the_repository_names_no_machine_and_no_registry() -> None:
    none(
        referee.foreign_addresses(texts(), ADDRESSES),
        "Name the package, not where it is fetched from; a path is relative to the repository:",
    )


def texts() -> dict[str, str]:
    """Return every file that git keeps and that is text."""
    found = {}
    for path in files():
        raw = (ROOT / path).read_bytes()
        if b"\0" not in raw:
            found[path] = raw.decode("latin-1")
    return found
