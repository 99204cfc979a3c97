"""What mitmdump runs: the five edits by selectolax, as an add-on of its users would do them."""

import os
import sys
import uuid
from pathlib import Path
from typing import Protocol

# mitmdump loads this file by its path, in an environment of its own
sys.path.insert(0, str(Path(__file__).parents[2]))

from benchmarks.peers import edits


class Message(Protocol):
    """What this add-on uses of a request or an answer of mitmproxy."""

    headers: "Fields"
    content: bytes
    cookies: dict[str, str]


class Fields(Protocol):
    """Header fields."""

    def get(self, name: str, default: str) -> str: ...
    def add(self, name: str, value: str) -> None: ...


class Flow(Protocol):
    """A request and its answer."""

    request: Message
    response: Message


def response(flow: Flow) -> None:
    if os.environ["PEER_WORK"] == "W0" or "text/html" not in flow.response.headers.get("content-type", ""):
        return
    flow.response.content = edits.rewritten(flow.response.content.decode(), edits.BANNER).encode()
    if "visitor" not in flow.request.cookies:
        flow.response.headers.add("set-cookie", f"visitor={edits.sealed(uuid.uuid4().hex)}; Path=/; HttpOnly")
