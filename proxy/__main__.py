"""The `devanture` command: parses the arguments and calls one function of `commands/`."""

import argparse
import sys
from collections.abc import Callable, Sequence
from types import ModuleType

from proxy.commands import (
    audience,
    check,
    codes,
    drain,
    explain,
    learn,
    preview,
    record_of_processing,
    report,
    rotate_key,
    serve,
    train,
    verify,
    visitor,
    workbench,
    worker,
)
from rules.language.problem import nearest

COMMANDS: Sequence[ModuleType] = (
    serve,
    check,
    explain,
    preview,
    workbench,
    verify,
    learn,
    train,
    drain,
    report,
    audience,
    codes,
    visitor,
    record_of_processing,
    rotate_key,
    worker,
)


ABOUT = "Stands in front of an unmodified shop and personalizes its pages by rules that read like sentences."


def main(words: Sequence[str] | None = None) -> int:
    whole, given = parser(), list(sys.argv[1:] if words is None else words)
    if given and not given[0].startswith("-") and given[0] not in {command.NAME for command in COMMANDS}:
        known = [command.NAME for command in COMMANDS if command.SUMMARY]
        whole.error(f'there is no command "{given[0]}". {nearest(given[0], known)}')
    arguments = whole.parse_args(given)
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
