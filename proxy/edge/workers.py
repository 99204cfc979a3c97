"""Keeps a number of worker processes running: replaces one that dies, hands signals on, waits for them to drain."""

import logging
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

_log = logging.getLogger(__name__)

_HANDED = {signal.SIGHUP, signal.SIGUSR1, signal.SIGUSR2}
"""Signals that each worker gets as we did: load the rules, switch off, switch on."""

_HEARD = {signal.SIGCHLD, signal.SIGTERM, signal.SIGINT, *_HANDED}
_BREATH = 1.0
"""Seconds between two starts of the same worker, so that one that cannot start does not take the machine."""


@dataclass(frozen=True, slots=True)
class Crew:
    """How worker `n` is started: its words, the environment, and the sockets it is handed."""

    count: int
    words: Callable[[int], Sequence[str]]
    environment: Mapping[str, str]
    sockets: Sequence[socket.socket]


@dataclass(slots=True)
class Workers:
    """`supervise` blocks until the last worker has ended."""

    crew: Crew
    drain: float
    running: dict[int, subprocess.Popen[bytes]] = field(default_factory=dict)
    started: dict[int, float] = field(default_factory=dict)

    def supervise(self) -> int:
        """Return 0 after a stop that was asked for; until then the sockets are ours too, so a death refuses nobody."""
        signal.pthread_sigmask(signal.SIG_BLOCK, _HEARD)
        for number in range(self.crew.count):
            self._start(number)
        while (heard := self._heard()) not in (signal.SIGTERM, signal.SIGINT):
            if heard in _HANDED:
                self._tell(signal.Signals(heard))
            self._replace()
        for opened in self.crew.sockets:
            opened.close()
        return self._stop()

    @staticmethod
    def _heard() -> int:
        """Wait for a signal, a second at most."""
        heard = signal.sigtimedwait(_HEARD, _BREATH)
        return heard.si_signo if heard else 0

    def _start(self, number: int) -> None:
        crew = self.crew
        self.started[number] = time.monotonic()
        self.running[number] = subprocess.Popen(  # noqa: S603 # our own program, without a shell
            crew.words(number), env=crew.environment, pass_fds=[opened.fileno() for opened in crew.sockets]
        )

    def _replace(self) -> None:
        for number, worker in self.running.items():
            if worker.poll() is not None and time.monotonic() - self.started[number] >= _BREATH:
                _log.error("worker %d ended with status %d and is replaced", number, worker.returncode)
                self._start(number)

    def _tell(self, number: signal.Signals) -> None:
        for worker in self.running.values():
            worker.send_signal(number)

    def _stop(self) -> int:
        self._tell(signal.SIGTERM)
        until = time.monotonic() + self.drain
        for worker in self.running.values():
            try:
                worker.wait(max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                worker.kill()
                worker.wait()
        return 0


def hold() -> None:
    """Let signals that would end a process that does not hear them yet wait until it does."""
    signal.pthread_sigmask(signal.SIG_BLOCK, _HANDED)


def hear() -> None:
    """Let a worker hear its signals: it begins with all of them blocked, as its parent has them, and none is lost."""
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _HEARD)
