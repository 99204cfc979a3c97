"""Sets up mitmdump as a reverse proxy with a selectolax add-on, in the environment of requirements/workbench.txt."""

import subprocess
from pathlib import Path

from benchmarks.peers.ground import Ground
from benchmarks.peers.running import HOST, ROOT, Program, StartError


def program(ground: Ground, work: str, port: int) -> Program:
    words = [str(binary(ground.cache)), "--quiet", "--listen-host", HOST, "--listen-port", str(port)]
    words += ["--mode", f"reverse:http://{HOST}:{ground.origin}", "--set", f"confdir={ground.folder}"]
    words += ["--set", "connection_strategy=lazy", "--scripts", str(Path(__file__).with_name("addon.py"))]
    words += ["--set", "stream_large_bodies=1"] if work == "W0" else []
    return Program(f"mitmdump-{work}", words, port, (("PEER_WORK", work),))


def binary(cache: Path) -> Path:
    """Return where mitmdump is; its environment is made anew when the lock has changed."""
    folder = cache / "workbench"
    words = ["requirements/venv.sh", str(folder), "requirements/workbench.txt"]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    found = folder / "bin" / "mitmdump"
    if done.returncode or not found.exists():
        raise StartError("pip could not install it")
    return found
