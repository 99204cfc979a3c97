"""`make demo`: starts the demo shop and Devanture in front of it, says what to try, and ends both on Ctrl-C."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from urllib.request import urlopen

ROOT = Path(__file__).parent.parent
SITE = os.environ.get("DEMO_SITE") or "rules/campaigns"
"""The folder of site.yaml, the rules and personas; examples/campaigns holds a rule for every capability."""

HOST = "127.0.0.1"
PATIENCE = 30.0
LAST_PORT = 65535


def main() -> int:
    signal.signal(signal.SIGTERM, _interrupted)
    wanted = os.environ.get("DEMO_PORT", "8080")
    if not (wanted.isascii() and wanted.isdigit() and 0 < int(wanted) <= LAST_PORT - 2):
        print(f'DEMO_PORT is "{wanted}"; set it to a number from 1 to {LAST_PORT - 2}, such as 9000', file=sys.stderr)
        return 1
    ports = (int(wanted), int(wanted) + 1, int(wanted) + 2)
    taken = [port for port in ports if _is_taken(port)]
    if taken:
        names = f"port {taken[0]} is" if len(taken) == 1 else f"ports {', '.join(map(str, taken))} are"
        print(f"{names} taken: stop what uses it, or run `DEMO_PORT=9000 make demo`", file=sys.stderr)
        return 1
    try:
        return _run(*ports)
    except KeyboardInterrupt:
        print("\nThe demo has ended.")
        return 0


def _run(public: int, shop: int, admin: int) -> int:
    with ExitStack() as ending:
        shopkeeper = _started(ending, ["examples.shop", "--port", str(shop)])
        proxy = _started(
            ending,
            f"proxy serve --upstream http://{HOST}:{shop} --site {SITE} --listen {HOST}:{public} "
            f"--admin {HOST}:{admin} --access-log off".split(),
        )
        running = (shopkeeper, proxy)
        if not (_answers(f"http://{HOST}:{shop}/", running) and _answers(f"http://{HOST}:{public}/", running)):
            print("the demo did not start; its last words stand above", file=sys.stderr)
            return 1
        print(_told(public, shop, admin), flush=True)
        while all(process.poll() is None for process in running):
            time.sleep(0.2)
    return 1


def _started(ending: ExitStack, command: Sequence[str]) -> subprocess.Popen[bytes]:
    """Start one of our programs in a group of its own, so that Ctrl-C reaches us first and we end it ourselves."""
    process = subprocess.Popen([sys.executable, "-m", *command], cwd=ROOT, start_new_session=True)
    ending.callback(_stopped, process)
    return process


def _stopped(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _interrupted(_signal: int, _frame: object) -> None:
    raise KeyboardInterrupt


def _is_taken(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return True
    return False


def _answers(url: str, running: Sequence[subprocess.Popen[bytes]]) -> bool:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and all(process.poll() is None for process in running):
        try:
            with urlopen(url, timeout=5):
                return True
        except OSError:
            time.sleep(0.1)
    return False


def _told(public: int, shop: int, admin: int) -> str:
    home, own = f"http://{HOST}:{public}", f"http://{HOST}:{shop}"
    python = os.path.relpath(sys.executable, ROOT)
    return f"""
Devanture is running. Open in a browser:

  the shop as it is            {own}/
  the same through Devanture   {home}/
  as a coupon visitor          {home}/basket?utm_medium=coupon
      (and without: {home}/basket)
{_previews(home)}

A preview lasts until you leave it by the strip on its pages. Before you click "Fine" in the shop's cookie bar, nothing
of you is remembered; after it, Devanture follows what you look at.

Why a rule acted or did not:

  {python} -m proxy explain {own}/basket --as {_personas()[0]} --site {SITE}

Save a file in {SITE}/ and reload the page. Admin: http://{HOST}:{admin}/health
Ctrl-C ends everything.
"""


def _personas() -> list[str]:
    """Return the personas that are shown, the one that `explain` is tried with first."""
    found = sorted(path.stem for path in (ROOT / SITE / "personas").glob("*.yaml"))
    return [name for name in ("uk-coupon", "uk", "uk-boots") if name in found] or found


def _previews(home: str) -> str:
    called = {"uk": "as a British visitor", "uk-boots": "as a Briton after boots"}
    shown = [name for name in _personas() if name in called] or _personas()
    return "\n".join(f"  {called.get(name, f'as {name}'):<28} {_preview(f'{home}/', name)}" for name in shown)


def _preview(url: str, persona: str) -> str:
    command = [sys.executable, "-m", "proxy", "preview", url, "--as", persona, "--site", SITE, "--for", "12 hours"]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()


if __name__ == "__main__":
    sys.exit(main())
