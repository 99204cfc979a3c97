"""A receiver of webhooks on a real socket, that takes what it is sent, or fails as a test tells it to."""

import base64
import hmac
import json
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

from tests.support.process import free_port

FAILURES = ("500", "429", "301", "hang up", "half an answer", "slow")


@dataclass(frozen=True, slots=True)
class Received:
    """One try: the fields by name in small letters, the body as it came, and what was answered."""

    fields: Mapping[str, str]
    body: bytes
    answered: str

    @property
    def id(self) -> str:
        return self.fields["webhook-id"]

    @property
    def told(self) -> dict[str, object]:
        found: dict[str, object] = json.loads(self.body)
        return found

    def is_signed_with(self, secret: str) -> bool:
        """Check as a receiver does that knows nothing of us but the secret."""
        signed = f"{self.id}.{self.fields['webhook-timestamp']}.".encode() + self.body
        key = base64.b64decode(secret.removeprefix("whsec_"))
        right = "v1," + base64.b64encode(hmac.digest(key, signed, "sha256")).decode()
        return right in self.fields["webhook-signature"].split()


@dataclass(slots=True)
class Receiver:
    """`failures` are what befalls the next tries, in their order; then all is taken with 204."""

    port: int = field(default_factory=free_port)
    failures: list[str] = field(default_factory=list)
    tries: list[Received] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _released: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"

    @property
    def taken(self) -> list[Received]:
        with self._lock:
            return [one for one in self.tries if one.answered == "204"]

    @property
    def ids(self) -> set[str]:
        return {one.id for one in self.taken}

    @contextmanager
    def up(self) -> Iterator[None]:
        """A block in which it can be reached."""
        self._released.clear()
        server = _Server(("127.0.0.1", self.port), self._answering())
        thread = threading.Thread(target=lambda: server.serve_forever(0.02), daemon=True)
        thread.start()
        try:
            yield
        finally:
            self._released.set()
            server.shutdown()
            server.server_close()
            thread.join()

    def met(self, fields: Mapping[str, str], body: bytes) -> str:
        with self._lock:
            answer = self.failures.pop(0) if self.failures else "204"
            self.tries.append(Received(fields, body, answer))
        return answer

    def hold(self) -> None:
        """Wait until nobody waits for an answer any more."""
        self._released.wait(60)

    def _answering(self) -> type[BaseHTTPRequestHandler]:
        class Answering(_Answering):
            receiver = self

        return Answering


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256


class _Answering(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    receiver: ClassVar[Receiver]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        fields = {name.lower(): value for name, value in self.headers.items()}
        answer = self.receiver.met(fields, body)
        if answer.isdigit():
            self._say(int(answer))
            return
        if answer == "half an answer":
            self.wfile.write(b"HTTP/1.1 20")
        if answer == "slow":
            self.receiver.hold()
        self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 # theirs
        """Say nothing."""

    def _say(self, status: int) -> None:
        self.send_response(status)
        if status == 429:
            self.send_header("Retry-After", "1")
        if status == 301:
            self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()


@contextmanager
def running_receiver(*failures: str) -> Iterator[Receiver]:
    receiver = Receiver(failures=list(failures))
    with receiver.up():
        yield receiver


def eventually(true: object, seconds: float = 240.0) -> None:
    """Wait for what comes about in its own time; fail when it does not."""
    assert callable(true)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return
        time.sleep(0.05)
    raise AssertionError("it never came true")
