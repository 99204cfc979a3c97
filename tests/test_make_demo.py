"""`make demo` as its user has it: it says what to try, each of its links answers, and Ctrl-C ends everything."""

import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.request import HTTPCookieProcessor, build_opener

import pytest

from tests.support.process import free_port
from tests.support.tree import ROOT

COMMAND = (sys.executable, "-m", "examples.demo")


@dataclass(frozen=True, slots=True)
class Demo:
    """A running demo, and where what it says is kept."""

    process: subprocess.Popen[bytes]
    port: int
    output: Path

    @property
    def said(self) -> str:
        return self.output.read_text("utf-8")

    def link(self, words: str) -> str:
        """Return the address that stands behind these words."""
        found = re.search(rf"{re.escape(words)}\s+(http\S+)", self.said)
        assert found, self.said
        return found[1].rstrip(")")


def three_free_ports() -> int:
    """Return the first of three ports in a row that nobody listens on."""
    while True:
        first = free_port()
        if not any(is_taken(port) for port in (first + 1, first + 2)):
            return first


def is_taken(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def environment(port: str) -> dict[str, str]:
    own = {name: value for name, value in os.environ.items() if not name.startswith("DEVANTURE_")}
    return own | {"DEMO_PORT": port}


@contextmanager
def running_demo(output: Path, **more: str) -> Iterator[Demo]:
    port = three_free_ports()
    with output.open("wb") as said:
        process = subprocess.Popen(COMMAND, cwd=ROOT, env=environment(str(port)) | more, stdout=said, stderr=said)
    demo = Demo(process, port, output)
    try:
        for _ in range(600):
            if "Ctrl-C ends everything" in demo.said or process.poll() is not None:
                break
            time.sleep(0.1)
        assert "Ctrl-C ends everything" in demo.said, demo.said
        yield demo
    finally:
        process.terminate()
        process.wait(60)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    with running_demo(tmp_path_factory.mktemp("demo") / "said") as demo:
        yield demo


def fetched(url: str) -> str:
    """Open a link as a browser with an empty profile does, redirects and cookies included."""
    opener = build_opener(HTTPCookieProcessor(CookieJar()))
    opener.addheaders = [("Accept", "text/html"), ("Accept-Language", "fr-FR")]
    with opener.open(url, timeout=30) as answer:
        assert answer.status == 200
        text: str = answer.read().decode("cp1252")
        return text


def refused(port: str) -> str:
    done = subprocess.run(COMMAND, cwd=ROOT, env=environment(port), capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    return done.stderr


def test_each_link_shows_what_it_says(demo: Demo) -> None:
    alone = fetched(demo.link("the shop as it is"))
    assert "Our selection" in alone
    assert fetched(demo.link("the same through Devanture")) == alone.replace(str(demo.port + 1), str(demo.port))
    assert 'name="voucher"' in fetched(demo.link("as a coupon visitor"))
    without = fetched(demo.link("(and without:"))
    assert 'name="voucher"' not in without
    assert "I have a code" in without
    british = fetched(demo.link("as a British visitor"))
    assert "We deliver to the United Kingdom" in british
    assert "Leave the preview" in british
    boots = fetched(demo.link("as a Briton after boots"))
    assert "We deliver to the United Kingdom" in boots
    assert "boots" in boots.partition("<ul id=selection")[2].partition("</li>")[0]
    assert fetched(demo.link("Admin:")) == "alive\n"


def test_another_site_is_shown_by_its_own_personas(tmp_path: Path) -> None:
    with running_demo(tmp_path / "said", DEMO_SITE="examples/campaigns") as demo:
        assert "Snow is on its way" in fetched(demo.link("as snow"))
        assert "--site examples/campaigns" in demo.said


def test_the_command_that_tells_why_can_be_pasted(demo: Demo) -> None:
    (line,) = [line.strip() for line in demo.said.splitlines() if " explain " in line]
    done = subprocess.run(shlex.split(line), cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "promo-field-coupon-only" in done.stdout
    assert "APPLIED" in done.stdout


@pytest.mark.parametrize("offset", [0, 1, 2])
def test_a_taken_port_is_named(demo: Demo, offset: int) -> None:
    first = demo.port - offset
    taken = ", ".join(str(port) for port in range(demo.port, first + 3))
    told = f"port {taken} is" if offset == 2 else f"ports {taken} are"
    assert refused(str(first)) == f"{told} taken: stop what uses it, or run `DEMO_PORT=9000 make demo`\n"


@pytest.mark.parametrize("port", ["nonsense", "", "8080.5", "65534", "-1", "0", "8080\u00b2"])
def test_a_port_that_is_none_is_told(port: str) -> None:
    assert refused(port) == f'DEMO_PORT is "{port}"; set it to a number from 1 to 65533, such as 9000\n'


def test_ctrl_c_ends_everything(demo: Demo) -> None:
    children = Path(f"/proc/{demo.process.pid}/task/{demo.process.pid}/children").read_text("ascii").split()
    assert len(children) == 2
    demo.process.send_signal(signal.SIGINT)
    assert demo.process.wait(60) == 0
    assert demo.said.endswith("\nThe demo has ended.\n")
    assert "Traceback" not in demo.said
    assert not any(Path(f"/proc/{child}").exists() for child in children)
    assert not any(is_taken(demo.port + offset) for offset in range(3))
