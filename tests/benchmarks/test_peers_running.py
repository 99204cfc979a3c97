import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from benchmarks.peers import pages
from benchmarks.peers.firstbyte import first_byte
from benchmarks.peers.pages import KINDS
from benchmarks.peers.right import Case, WrongError, check
from benchmarks.peers.running import HOST, Program, StartError, cpu_seconds, free_port, started, tree

SPIN = """
import time
while time.process_time() < 0.2:
    pass
print("done", flush=True)
time.sleep(60)
"""

BUSY = f"""
import socket, subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", {SPIN!r}], stdout=subprocess.PIPE)
child.stdout.readline()
door = socket.create_server(("{HOST}", int(sys.argv[1])))
time.sleep(60)
"""

REPEAT = next(kind for kind in KINDS if kind.name == "20 KB")


@contextmanager
def serving(pages_by_word: str) -> Iterator[int]:
    class Shop(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(pages_by_word.encode())

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the library's own name
            pass

    server = HTTPServer((HOST, 0), Shop)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_cost_of_a_program_is_that_of_all_it_started(tmp_path: Path) -> None:
    port = free_port()
    with started(Program("busy", [sys.executable, "-c", BUSY, str(port)], port), tmp_path) as process:
        processes = tree(process)
        assert len(processes) == 2
        assert cpu_seconds(processes) >= 0.2


def test_a_program_that_ends_at_once_is_told_with_its_last_words(tmp_path: Path) -> None:
    program = Program("broken", [sys.executable, "-c", "raise SystemExit('no such peer')"], free_port())
    with pytest.raises(StartError, match="no such peer"), started(program, tmp_path):
        pass


def test_a_peer_that_does_nothing_is_found_out() -> None:
    with serving(pages.page(20)) as origin:
        check(Case(origin, "W0", origin), REPEAT)
        with pytest.raises(WrongError, match="edits"):
            check(Case(origin, "W1", origin), REPEAT)


def test_a_peer_that_edits_and_sets_no_cookie_is_found_out() -> None:
    whole = pages.edited(pages.page(20), pages.EVERYBODY)
    with serving(pages.page(20)) as origin, serving(whole) as peer, pytest.raises(WrongError, match="cookie"):
        check(Case(peer, "W1", origin), REPEAT)


def test_a_peer_that_changes_what_it_should_pass_is_found_out() -> None:
    with serving(pages.page(20)) as origin, serving(f"{pages.page(20)}\n") as peer, pytest.raises(WrongError):
        check(Case(peer, "W0", origin), REPEAT)


def test_a_first_byte_is_timed() -> None:
    with serving(pages.page(20)) as port:
        assert first_byte(port) > 0
