"""The image: linted, made of files that exist, not root, and without build tools where it runs."""

import os
import re
import subprocess
import sysconfig
from fnmatch import fnmatch
from pathlib import Path

import pytest

from proxy.settings import PREFIX, Settings
from tests.support.tree import ROOT

DOCKERFILE = ROOT / "Dockerfile"
BUILD_TOOLS = ("pip", "apt-get", "gcc", "make", "uv", "curl", "git")


def instructions(text: str) -> list[str]:
    """Return one line for each instruction, comments left out and continued lines joined."""
    kept = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    return [line for line in re.sub(r"\\\n\s*", " ", kept).splitlines() if line.strip()]


STEPS = instructions(DOCKERFILE.read_text("utf-8"))
LAST_STAGE = STEPS[max(number for number, step in enumerate(STEPS) if step.startswith("FROM ")) :]


def copied() -> list[str]:
    """Return the paths of the repository that the image copies."""
    own = [step.split()[1:-1] for step in STEPS if step.startswith("COPY ") and "--from=" not in step]
    return [path for paths in own for path in paths]


def test_hadolint_finds_nothing() -> None:
    hadolint = Path(sysconfig.get_path("scripts")) / "hadolint"
    if not hadolint.exists() and os.environ.get("CI") != "true":
        pytest.skip(f"{hadolint} is missing; it is in requirements/development.txt")
    found = subprocess.run([hadolint, "--no-color", DOCKERFILE], capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout + found.stderr


@pytest.mark.parametrize("path", copied())
def test_what_it_copies_exists_and_is_let_in(path: str) -> None:
    assert (ROOT / path).exists(), f"the Dockerfile copies {path}, which is not there"
    let_in = [line[1:] for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if line.startswith("!")]
    assert any(fnmatch(path, pattern) for pattern in let_in), f'.dockerignore keeps {path} out; add "!{path}"'


def test_it_runs_from_the_production_lock_with_hashes() -> None:
    installs = [step for step in STEPS if "pip install" in step]
    assert len(installs) == 1
    assert "--require-hashes" in installs[0]
    assert "production.txt" in installs[0]


def test_the_last_stage_holds_no_build_tools() -> None:
    words = {word for step in LAST_STAGE if step.startswith("RUN ") for word in re.findall(r"[\w-]+", step)}
    assert not words & set(BUILD_TOOLS)


def test_it_is_slim_and_not_root() -> None:
    assert all("slim" in step for step in STEPS if step.startswith("FROM "))
    users = [step.split()[1] for step in LAST_STAGE if step.startswith("USER ")]
    assert users, "the last stage names no USER, so it would run as root"
    assert users[-1] not in {"0", "root"}


def test_it_tells_its_health_from_the_admin_port() -> None:
    admin = next(step for step in LAST_STAGE if f"{PREFIX}ADMIN=" in step)
    port = re.findall(rf"{PREFIX}ADMIN=\S+:(\d+)", admin)[0]
    check = next(step for step in LAST_STAGE if step.startswith("HEALTHCHECK "))
    assert f":{port}/health" in check


def test_every_variable_it_sets_is_a_setting() -> None:
    named = set(re.findall(rf"{PREFIX}([A-Z_]+)=", "\n".join(LAST_STAGE)))
    assert named
    assert {name.lower() for name in named} <= set(Settings.model_fields)
