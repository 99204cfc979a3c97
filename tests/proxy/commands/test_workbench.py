import importlib.util
from pathlib import Path

import pytest

from proxy.commands.compose import compose
from proxy.commands.workbench import confined
from proxy.settings import read
from rules.codes import Wish
from tests.support.commands import Terminal
from tests.support.shop import SITE

HERE = "http://127.0.0.1:8081"


@pytest.mark.parametrize("listen", ["0.0.0.0:8083", "192.0.2.7:8083", "[::]:8083"])
def test_it_is_open_to_nobody_but_this_machine(terminal: Terminal, listen: str) -> None:
    said = terminal("workbench", HERE, "--site", SITE, "--listen", listen)
    assert said.status == 1
    assert "is open to others; a workbench is for this machine alone" in said.err


@pytest.mark.parametrize("listen", ["nowhere", "127.0.0.1:99999", ""])
def test_a_port_that_is_none_is_named(terminal: Terminal, listen: str) -> None:
    said = terminal("workbench", HERE, "--site", SITE, "--listen", listen)
    assert said.status == 1
    assert said.err.startswith(f'--listen: "{listen}": ')


def test_an_address_that_is_none_is_named(terminal: Terminal) -> None:
    said = terminal("workbench", "shop", "--site", SITE)
    assert (said.status, said.err.startswith('"shop" is no address')) == (1, True)


def test_a_persona_that_is_not_there_is_told_with_those_that_are(terminal: Terminal) -> None:
    said = terminal("workbench", HERE, "--site", SITE, "--as", "nobody")
    assert said.status == 1
    assert "the site has: boots, coupon" in said.err


def test_a_folder_that_is_no_site_is_told(terminal: Terminal, tmp_path: Path) -> None:
    said = terminal("workbench", HERE, "--site", tmp_path / "nowhere")
    assert said.status == 1
    assert "must be a folder that exists" in said.err


async def test_nobody_else_hears_of_who_only_tries_and_no_code_is_given_away(tmp_path: Path) -> None:
    parts = confined(compose(read({"upstream": HERE, "site": SITE, "data": tmp_path, "store": "memory:"})))
    await parts.begin()
    recorder = parts.pipeline.recorder
    assert (recorder.letters, recorder.rounds, recorder.codes) == (None, None, None)
    assert await recorder.give("somebody", (Wish("r", "welcome", 60.0),), parts.pipeline.rulebook.site) == ()
    await parts.end()


@pytest.mark.skipif(importlib.util.find_spec("mitmproxy") is not None, reason="mitmproxy is here")
def test_without_mitmproxy_it_says_what_to_install(terminal: Terminal) -> None:
    said = terminal("workbench", HERE, "--site", SITE)
    assert said.status == 1
    assert said.err.endswith('pip install "devanture[workbench]"\n')
