"""One part of the month as a process of its own, so that its memory is its own: `write` or `serve`, and a folder."""

import sys
from pathlib import Path

from benchmarks.month.served import serve
from benchmarks.month.written import write

if __name__ == "__main__":
    name, folder, *rest = sys.argv[1:]
    if name == "write":
        write(Path(folder), int(rest[0]))
    else:
        serve(Path(folder))
