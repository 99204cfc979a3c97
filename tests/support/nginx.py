"""Debian's nginx on a free port, with whatever configuration a test hands it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.process import Program, Running
from tests.support.programs import needed

ALIVE = "/nginx-is-here"
"""A path that nginx answers by itself wherever a configuration has it do so."""


def configuration(folder: Path, http: str) -> str:
    """Return a whole configuration around these words of its http block; all it writes goes into the folder."""
    user = "user root;" if os.geteuid() == 0 else ""
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    places = "".join(f"{kind}_temp_path {folder}/{kind};\n" for kind in kinds)
    return (
        f"{user}\nworker_processes 1;\npid {folder}/nginx.pid;\nerror_log {folder}/error.log;\n"
        f"events {{ worker_connections 1024; }}\nhttp {{\naccess_log off;\n{places}{http}\n}}\n"
    )


@contextmanager
def running_nginx(folder: Path, http: str, port: int) -> Iterator[int]:
    """Run nginx with this http block and give its process id; it must answer `ALIVE` on this port."""
    folder.mkdir(exist_ok=True)
    (folder / "nginx.conf").write_text(configuration(folder, http), "utf-8")
    log, written = folder / "error.log", folder / "nginx.conf"
    words: list[str | Path] = [needed("nginx"), "-p", folder, "-e", log, "-c", written, "-g", "daemon off;"]
    with Running(Program(words, f"http://127.0.0.1:{port}{ALIVE}", folder / "nginx.log", {})) as pid:
        yield pid
