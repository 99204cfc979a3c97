import socket
import subprocess
import sys
from pathlib import Path

from tests.support.door import write_site


def test_a_worker_that_cannot_start_says_why(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as public, socket.create_server(("127.0.0.1", 0)) as door:
        handed = ["--number", "0", "--public", str(public.fileno()), "--door", str(door.fileno())]
        given = [
            "--upstream",
            "http://127.0.0.1:9",
            "--site",
            str(write_site(tmp_path)),
            "--store",
            "sqlite:/no/where/x",
        ]
        words = [sys.executable, "-m", "proxy", "worker", *handed, *given]
        ended = subprocess.run(
            words, pass_fds=(public.fileno(), door.fileno()), capture_output=True, text=True, check=False
        )
    assert ended.returncode == 2
    assert "/no/where/x cannot be a store" in ended.stderr
