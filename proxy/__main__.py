"""The `devanture` command: parses the arguments and calls one function of `commands/`."""

import argparse
import sys
from collections.abc import Callable, Sequence
from types import ModuleType

from proxy.commands import (
    check,
    drain,
    explain,
    learn,
    preview,
    record_of_processing,
    report,
    rotate_key,
    serve,
    train,
    visitor,
    worker,
)

COMMANDS: Sequence[ModuleType] = (
    serve,
    check,
    explain,
    preview,
    learn,
    train,
    drain,
    report,
    visitor,
    record_of_processing,
    rotate_key,
    worker,
)


ABOUT = "Stands in front of an unmodified shop and personalizes its pages by rules that read like sentences."


def main(words: Sequence[str] | None = None) -> int:
    arguments = parser().parse_args(words)
    run: Callable[[argparse.Namespace], int] = arguments.run
    return run(arguments)


def parser() -> argparse.ArgumentParser:
    """Return the parser of all commands; one without a summary is for our own use and is not listed."""
    whole = argparse.ArgumentParser(prog="devanture", description=ABOUT, allow_abbrev=False)
    commands = whole.add_subparsers(required=True, metavar="COMMAND", title="commands")
    for command in COMMANDS:
        listed = {"help": command.SUMMARY} if command.SUMMARY else {}
        one = commands.add_parser(command.NAME, description=command.SUMMARY, allow_abbrev=False, **listed)
        command.configure(one)
        one.set_defaults(run=command.run)
    return whole


if __name__ == "__main__":
    sys.exit(main())
