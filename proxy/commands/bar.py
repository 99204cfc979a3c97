"""Shows on standard error how far a long command has come."""

import sys

_WIDE = 24
"""Signs of the bar."""


class Bar:
    """A bar of so many steps: one line, drawn again on a terminal."""

    def __init__(self, steps: int) -> None:
        self._steps, self._done = steps, 0

    def tick(self, step: str) -> None:
        full = _WIDE * self._done // self._steps
        again = sys.stderr.isatty()
        bar = f"[{'#' * full}{'.' * (_WIDE - full)}] {step:<28}"
        print(f"\r{bar}" if again else bar.rstrip(), end="" if again else "\n", file=sys.stderr, flush=True)
        self._done += 1
        if again and self._done == self._steps:
            print(file=sys.stderr)
