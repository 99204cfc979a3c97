"""The locks: every package pinned with its hashes, from nowhere in particular, and production small."""

import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.support.tree import ROOMS, ROOT, imports, modules

PRODUCTION = "requirements/production.txt"
DEVELOPMENT = "requirements/development.txt"
OTEL = "requirements/otel.txt"
ANALYSIS = "requirements/analysis.txt"
WORKBENCH = "requirements/workbench.txt"
OSCAR = "tests/shops/oscar/requirements.txt"
LOCKS = [PRODUCTION, OTEL, ANALYSIS, DEVELOPMENT, WORKBENCH, OSCAR]

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
ASKED = PROJECT["project"]["dependencies"]
TOOLS = PROJECT["dependency-groups"]["dev"]
EXTRAS = PROJECT["project"]["optional-dependencies"]

FEWER_THAN = 40
"""Packages in production: each is somebody else's code between a shop and its customers."""

BROUGHT = {"pydantic-core": "pydantic", "yarl": "aiohttp"}
"""Packages that are part of another one's interface: whoever asks for that has them."""

SHARED = {"opentelemetry"}
"""Names that several packages fill together, so that an import does not tell whose it is; the extra asks for these."""

LOADED_BY_NAME = {"tzdata"}
"""Packages that no line imports: the standard library's zoneinfo finds its zones in tzdata."""

PYTHONS = ["3.11", "3.12", "3.13"]


def entries(lock: str) -> list[str]:
    """Return each pinned package with its hashes, as one line."""
    text = (ROOT / lock).read_text("utf-8").replace("\\\n", " ")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def pins(lock: str, python: str = "3.11") -> dict[str, str]:
    """Return the version of each package that Linux installs under this Python."""
    environment = {"python_version": python, "python_full_version": f"{python}.0", "sys_platform": "linux"}
    environment |= {"platform_python_implementation": "CPython", "implementation_name": "cpython", "os_name": "posix"}
    found: dict[str, str] = {}
    for entry in entries(lock):
        wanted = Requirement(entry.split(" --hash", 1)[0].strip())
        if wanted.marker is None or wanted.marker.evaluate(environment):
            name = canonicalize_name(wanted.name)
            assert name not in found, f"{lock} pins {name} twice for Python {python}; run `make lock`"
            found[name] = str(wanted.specifier).removeprefix("==")
    return found


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_is_pinned_with_hashes_and_from_no_host(lock: str) -> None:
    for entry in entries(lock):
        assert re.fullmatch(r"[a-z0-9.-]+==[^ ;]+( ; [^-]+?)?( +--hash=sha256:[0-9a-f]{64})+", entry), (
            f"{lock} holds a line that `make lock` would not write: {entry[:120]}"
        )


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize(
    ("lock", "asked"),
    [
        (PRODUCTION, ASKED),
        (OTEL, ASKED + EXTRAS["otel"]),
        (ANALYSIS, ASKED + EXTRAS["analysis"]),
        (DEVELOPMENT, ASKED + EXTRAS["otel"] + EXTRAS["analysis"] + TOOLS),
        (WORKBENCH, ASKED + EXTRAS["workbench"]),
    ],
    ids=["production", "otel", "analysis", "development", "workbench"],
)
def test_a_lock_holds_what_the_project_asks_for(lock: str, asked: list[str], python: str) -> None:
    pinned = pins(lock, python)
    for text in asked:
        wanted = Requirement(text)
        version = pinned.get(canonicalize_name(wanted.name))
        assert version is not None, f"{lock} lacks {wanted.name} for Python {python}; run `make lock`"
        assert wanted.specifier.contains(version), (
            f"{lock} pins {wanted.name} {version}, asked: {text}; run `make lock`"
        )


@pytest.mark.parametrize("python", PYTHONS)
def test_production_is_small(python: str) -> None:
    count = len(pins(PRODUCTION, python))
    assert count < FEWER_THAN, f"production installs {count} packages; do without one, {FEWER_THAN - 1} are the most"


@pytest.mark.parametrize("python", PYTHONS)
def test_tests_run_the_versions_that_production_runs(python: str) -> None:
    for extra in (OTEL, ANALYSIS):
        assert pins(PRODUCTION, python).items() <= pins(extra, python).items() <= pins(DEVELOPMENT, python).items()


def test_the_project_asks_for_what_it_imports_and_for_nothing_else() -> None:
    ours = {*sys.stdlib_module_names, *ROOMS, ""}
    imported = {name.split(".")[0] for module in modules(*ROOMS) for _, name in imports(module)} - ours - SHARED
    owners = packages_distributions()
    used = {canonicalize_name(owner) for name in imported for owner in owners.get(name, [name])}
    asked = {canonicalize_name(Requirement(text).name) for text in ASKED}
    extra = {canonicalize_name(Requirement(text).name) for name in ("analysis", "workbench") for text in EXTRAS[name]}
    missing, idle = used - asked - extra - BROUGHT.keys(), asked - used - LOADED_BY_NAME
    assert not missing, f"pyproject.toml does not ask for {', '.join(sorted(missing))}; add it and run `make lock`"
    assert not idle, f"nothing imports {', '.join(sorted(idle))}; take it out of pyproject.toml and run `make lock`"


def test_mitmproxy_stays_in_the_workbench() -> None:
    assert not {"mitmproxy", "cryptography"} & (pins(PRODUCTION).keys() | pins(DEVELOPMENT).keys())


@pytest.mark.parametrize(("python", "version"), [("3.11", "11.0.2"), ("3.12", "12."), ("3.13", "12.")])
def test_one_workbench_lock_serves_every_python(python: str, version: str) -> None:
    assert pins(WORKBENCH, python)["mitmproxy"].startswith(version)


def test_what_serves_loads_nothing_of_the_extra_that_reads_the_journal() -> None:
    script = "import sys, proxy.__main__, proxy.commands.serving; print(*sys.modules)"
    words = [sys.executable, "-c", script]
    loaded = set(subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split())
    assert "proxy.pipeline" in loaded
    assert not loaded & {"duckdb", "ibis", "lightgbm", "numpy", "pandas", "pyarrow", "scipy", "sklearn"}
