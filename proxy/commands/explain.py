"""`devanture explain URL --as persona.yaml`: what every rule does on a page of the shop for a visitor, and why."""

import argparse
import asyncio
import difflib
import time
from collections.abc import Iterator
from pathlib import Path

from proxy.charset import charset_of
from proxy.commands.fetch import FetchError, address, fetched
from proxy.commands.personas import persona
from proxy.gather import persona_facts
from proxy.html.selector import selector_problem
from proxy.message import first
from proxy.personalize import Outcome, Personalizer
from proxy.settings import SettingsError, read
from proxy.track import asked_of
from rules.blame import RuleError
from rules.explain import explained
from rules.language.load import load
from rules.language.persona import Persona
from rules.language.problem import RulebookError
from rules.rulebook import Rulebook

_LIMIT = 64 * 2**20

NAME = "explain"
SUMMARY = "tell on one screen what every rule does on a page for a persona, and why; --diff shows the HTML"


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("url", metavar="URL", help="a page of the shop, such as http://127.0.0.1:8081/basket")
    parser.add_argument("--as", dest="persona", metavar="PERSONA", help="a persona file, or its name; a new visitor")
    parser.add_argument("--site", type=Path, metavar="DIR", help="the folder of site.yaml and the rules")
    parser.add_argument("--diff", action="store_true", help="show the HTML before and after")
    parser.add_argument("--settings", type=Path, metavar="FILE", help="the settings file of `serve`, when it has one")


def run(arguments: argparse.Namespace) -> int:
    try:
        settings = read({"upstream": _base(arguments.url), **_site(arguments.site)}, arguments.settings)
        rulebook = load(settings.site, selector_problem)
        who = persona(arguments.persona, settings.site) if arguments.persona else Persona(name="a new visitor")
        outcome = asyncio.run(_outcome(arguments.url, who, rulebook))
    except (SettingsError, RulebookError, FetchError) as error:
        print(error)
        return 1
    except RuleError as error:
        print(f"{error.rule.file}:{error.rule.line}: a fault of Devanture: asking rule {error.rule.id} raised {error}")
        return 1
    print(f"as {who.name}{_strange(outcome)}")
    print(explained(outcome.context, rulebook, outcome.decision, outcome.met))
    if arguments.diff:
        print(*_diff(outcome), sep="\n")
    return 0


def _strange(outcome: Outcome) -> str:
    """Say so when the shop's answer is no page: most rules then do nothing, and nobody could tell why."""
    page = outcome.page
    if page.status == 200:
        return ""
    target = first(page.headers, b"location")
    return f"; the shop answered {page.status} {page.reason}{f', which leads to {target}' if target else ''}"


def _base(url: str) -> str:
    parts = address(url)
    return f"{parts.scheme}://{parts.netloc}"


def _site(folder: Path | None) -> dict[str, Path]:
    return {"site": folder} if folder else {}


async def _outcome(url: str, who: Persona, rulebook: Rulebook) -> Outcome:
    head, page = await fetched(url, {"Accept-Language": ", ".join(who.language)} if who.language else {})
    facts = persona_facts(who, rulebook.site, time.time())
    personalizer = Personalizer.of(_LIMIT, prefix="")
    return personalizer.outcome(asked_of(head, rulebook.site), rulebook, facts, page)


def _diff(outcome: Outcome) -> Iterator[str]:
    charset = charset_of(first(outcome.page.headers, b"content-type"), outcome.before)
    text = charset.decode if charset else str
    before, after = (text(html).splitlines() for html in (outcome.before, outcome.after))
    lines = list(difflib.unified_diff(before, after, "the shop's page", "with the rules", lineterm="", n=1))
    yield from lines or ["the page is the shop's own, byte for byte"]
