"""Looks at a running program from outside, as Linux shows it in /proc: its memory and its connections."""

import re
from pathlib import Path


def mark(pid: int) -> float:
    """Let the peak of resident memory count from now (proc(5), clear_refs); return what it is, in MiB."""
    Path(f"/proc/{pid}/clear_refs").write_text("5")
    return _told(pid, "VmRSS")


def grown(pid: int, since: float) -> float:
    """Return how far resident memory went above what it was, in MiB."""
    return _told(pid, "VmHWM") - since


def _told(pid: int, name: str) -> float:
    status = Path(f"/proc/{pid}/status").read_text("ascii")
    return int(re.findall(rf"{name}:\s+(\d+)", status)[0]) / 1024


def workers_of(pid: int) -> list[int]:
    return [int(number) for number in Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()]


def connections(pid: int) -> set[str]:
    """Return the far ends, "127.0.0.1:80", of the TCP connections that a program opened itself."""
    inodes = set()
    for link in Path(f"/proc/{pid}/fd").iterdir():
        try:
            inodes.add(str(link.readlink()).removeprefix("socket:[").removesuffix("]"))
        except FileNotFoundError:
            continue
    rows = [line.split() for line in Path(f"/proc/{pid}/net/tcp").read_text("ascii").splitlines()[1:]]
    held = [(row[1], row[2]) for row in rows if row[9] in inodes]
    heard = {local for local, far in held if far.startswith("00000000:")}
    ports = {local.partition(":")[2] for local in heard}
    return {_address(far) for local, far in held if local.partition(":")[2] not in ports}


def _address(address: str) -> str:
    host, _, port = address.partition(":")
    return ".".join(str(byte) for byte in reversed(bytes.fromhex(host))) + f":{int(port, 16)}"
