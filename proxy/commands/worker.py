"""`devanture worker`: one process of `serve --workers N`, which starts it and hands it its sockets."""

import argparse
import os
import socket
import sys

import uvloop

from proxy.commands import logs
from proxy.commands import serve as serving_command
from proxy.commands.compose import Parts
from proxy.commands.serve import REFUSALS, announced, given
from proxy.commands.serving import Openings, keep_memory, serve
from proxy.settings import read

NAME = "worker"
SUMMARY = ""


def configure(parser: argparse.ArgumentParser) -> None:
    serving_command.configure(parser)
    parser.add_argument("--number", type=int, required=True)
    parser.add_argument("--public", type=int, required=True)
    parser.add_argument("--door", type=int, required=True)


def run(arguments: argparse.Namespace) -> int:
    logs.configure()
    is_first = arguments.number == 0
    admin = socket.socket(fileno=arguments.door) if is_first else None
    openings = Openings(socket.socket(fileno=arguments.public), admin, os.getppid())
    try:
        settings = read(given(arguments), arguments.settings)
        keep_memory()
        uvloop.run(serve(settings, openings, announced if is_first else _quiet))
    except REFUSALS as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def _quiet(_parts: Parts) -> None:
    """The first worker speaks for all."""
