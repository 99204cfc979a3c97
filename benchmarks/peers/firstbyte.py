"""Times the first byte of a page whose shop pauses after ten kilobytes: does a proxy pass on what it has?"""

import socket
import time
from statistics import median

from benchmarks.peers.load import HEAD
from benchmarks.peers.running import HOST

TIMES = 5
_MOST = 2**16


def first_byte(port: int, cookie: str = "") -> float:
    """Return the milliseconds from the request to the first byte of the body, the median of some."""
    return median(_once(port, cookie) for _ in range(TIMES))


def _once(port: int, cookie: str) -> float:
    lines = ["GET /paused HTTP/1.1", *HEAD, *([f"Cookie: {cookie}"] if cookie else []), "Connection: close", "", ""]
    with socket.create_connection((HOST, port), timeout=10) as link:
        begin = time.perf_counter()
        link.sendall("\r\n".join(lines).encode())
        found = b""
        while not found.partition(b"\r\n\r\n")[2]:
            piece = link.recv(_MOST)
            if not piece:
                break
            found += piece
        passed = time.perf_counter() - begin
        while link.recv(_MOST):
            pass
    return passed * 1000
