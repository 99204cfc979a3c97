"""`devanture worker`: one process of `serve --workers N`, which starts it and hands it its sockets."""

import argparse
import socket
import sys

import uvloop
from prometheus_client import values
from prometheus_client.values import MultiProcessValue

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
    parser.add_argument("--other", type=int, action="append", default=[])


def run(arguments: argparse.Namespace) -> int:
    logs.configure()
    public, door = socket.socket(fileno=arguments.public), socket.socket(fileno=arguments.door)
    openings = Openings(public, door, arguments.other)
    try:
        settings = read(given(arguments), arguments.settings)
        if settings.shared_counts is not None:
            # who takes a dead worker's place goes on in its files of counts, by its number
            values.ValueClass = MultiProcessValue(lambda: arguments.number)  # type: ignore[no-untyped-call]
        keep_memory()
        uvloop.run(serve(settings, openings, _quiet if arguments.number else announced))
    except REFUSALS as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def _quiet(_parts: Parts) -> None:
    """The first worker speaks for all."""
