"""`devanture record-of-processing`: what is kept of visitors, why, how long and who gets it, by this configuration."""

import argparse
import sys
from pathlib import Path

from proxy.chapters import markdown, page
from proxy.commands.running import running_of
from proxy.html.selector import selector_problem
from proxy.processing import TITLE, record
from proxy.settings import SettingsError, read
from rules.language.load import load
from rules.language.problem import RulebookError

NAME = "record-of-processing"
SUMMARY = "write what is kept of visitors, why, how long and who gets it, out of the configuration"


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--site", type=Path, metavar="DIR", help="the folder of site.yaml and the rules")
    parser.add_argument("--upstream", metavar="URL", help="the shop, where the settings do not name it")
    parser.add_argument("--settings", type=Path, metavar="FILE", help="the settings file of `serve`, when it has one")
    parser.add_argument("--html", action="store_true", help="write a page instead of Markdown")


def run(arguments: argparse.Namespace) -> int:
    named = {name: getattr(arguments, name) for name in ("site", "upstream")}
    try:
        settings = read({name: value for name, value in named.items() if value is not None}, arguments.settings)
        chapters = record(running_of(settings), load(settings.site, selector_problem))
    except (SettingsError, RulebookError) as error:
        print(error, file=sys.stderr)
        return 1
    print((page if arguments.html else markdown)(TITLE, chapters), end="")
    return 0
