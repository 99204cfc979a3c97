"""`devanture verify URL...`: each page both ways, as the shop sends it and by the rules, and what differs."""

import argparse
import asyncio
import os
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from proxy.body import Body, decoded
from proxy.commands.bar import Bar
from proxy.commands.camera import camera, picture
from proxy.commands.contracts import broken
from proxy.commands.fetch import FetchError, address, fetched
from proxy.commands.personas import persona
from proxy.commands.sitemap import listed
from proxy.commands.verified import Both, Change, Pictures, page_of
from proxy.gather import persona_facts
from proxy.html.selector import selector_problem
from proxy.personalize import Outcome, Personalizer
from proxy.settings import SettingsError, read
from proxy.track import asked_of
from rules.language.load import load
from rules.language.persona import Persona
from rules.language.problem import RulebookError
from rules.rulebook import Rulebook, Site

NAME = "verify"
SUMMARY = (
    "fetch pages and tell what rules change on them, and prove that nothing else does; --html shows before and after"
)

MOST = 200
"""Pages that are asked of a sitemap where nobody says."""

_LIMIT = 64 * 2**20


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is verified: these pages, for these visitors, by these rules."""

    urls: Sequence[str]
    visitors: Sequence[Persona]
    rulebook: Rulebook


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("urls", nargs="*", metavar="URL", help="pages of the shop")
    parser.add_argument("--sitemap", metavar="URL", help="a sitemap whose pages are looked at, too")
    parser.add_argument("--most", type=int, default=MOST, metavar="N", help=f"pages of the sitemap (default: {MOST})")
    parser.add_argument(
        *("--as", "-a"), dest="personas", metavar="PERSONA", action="append", help="a persona file, or its name; all"
    )
    parser.add_argument("--site", type=Path, metavar="DIR", help="the folder of site.yaml and the rules")
    parser.add_argument("--html", type=Path, metavar="FILE", help="write a page with before and after, and pictures")
    parser.add_argument("--settings", type=Path, metavar="FILE", help="the settings file of `serve`, when it has one")


def run(arguments: argparse.Namespace) -> int:
    """Return 1 when anything is not as it should be, 0 otherwise; that rules change pages is as it should be."""
    try:
        found = asyncio.run(_verified(asked := _asked(arguments)))
    except (SettingsError, RulebookError, FetchError) as error:
        print(error, file=sys.stderr)
        return 1
    for line in _told(found):
        print(line)
    if arguments.html:
        arguments.html.write_text(page_of(found, _pictures(found)), "utf-8")
    print(_closing(asked, found, arguments.html))
    return 1 if any(each.wrong for each in found) else 0


def _asked(arguments: argparse.Namespace) -> _Asked:
    urls = [*arguments.urls]
    if arguments.sitemap:
        urls += asyncio.run(listed(arguments.sitemap, arguments.most))
    if not urls:
        raise FetchError("name the pages to look at, or the shop's sitemap by --sitemap")
    parts = address(urls[0])
    site = {"site": arguments.site} if arguments.site else {}
    settings = read({"upstream": f"{parts.scheme}://{parts.netloc}", **site}, arguments.settings)
    names = arguments.personas or sorted(place.stem for place in (settings.site / "personas").glob("*.yaml"))
    visitors = [Persona(name="a new visitor"), *(persona(name, settings.site) for name in names)]
    return _Asked(list(dict.fromkeys(urls)), visitors, load(settings.site, selector_problem))


async def _verified(asked: _Asked) -> list[Both]:
    bar, personalizer = Bar(len(asked.urls) + 1), Personalizer.of(_LIMIT, prefix="")
    found: list[Both] = []
    for url in asked.urls:
        bar.tick(url.rpartition("//")[2][-28:])
        found += [await _both(url, who, asked.rulebook, personalizer) for who in asked.visitors]
    bar.tick("done")
    return found


async def _both(url: str, who: Persona, rulebook: Rulebook, personalizer: Personalizer) -> Both:
    """Return what one visitor gets at one address, and what is wrong with it."""
    try:
        head, page = await fetched(url, {"Accept-Language": ", ".join(who.language)} if who.language else {})
    except FetchError as error:
        return Both(url, who.name, 0, wrong=(str(error),))
    asked = asked_of(head, rulebook.site)
    outcome = personalizer.outcome(asked, rulebook, persona_facts(who, rulebook.site, time.time()), page)
    changes = _changes(outcome)
    wrong = list(_contracts(rulebook.site, asked.names, url, decoded(page, _LIMIT)) if page.status == 200 else ())
    if not changes and (outcome.page.body != page.body or outcome.after != outcome.before):
        wrong.append("no rule acts, and the page is not the shop's own")
    return Both(url, who.name, page.status, changes, tuple(wrong), outcome.before, outcome.after)


def _changes(outcome: Outcome) -> tuple[Change, ...]:
    acted = (verdict for verdict in outcome.decision.verdicts if verdict.reason.acts)
    return tuple(
        Change(
            verdict.rule,
            ", ".join(f"{word} {subject}" for word, subject in verdict.outcomes),
            outcome.met.get(verdict.rule, 0),
        )
        for verdict in acted
    )


def _contracts(site: Site, names: frozenset[str], url: str, body: Body | object) -> Iterator[str]:
    if isinstance(body, Body):
        found = dict(each for name in sorted(names) for each in broken(site, name, url, body))
        yield from (f"{element}: {told}" for element, told in found.items())


def _told(found: Sequence[Both]) -> Iterator[str]:
    """Yield a line for each page and visitor, and one for each thing that is wrong."""
    for each in found:
        did = "; ".join(f"{change.rule}: {change.did}" for change in each.changes) or "as the shop sends it"
        yield f"{each.status or '---'} {each.url}  {each.who}  {did}"
        yield from (f"    {wrong}" for wrong in each.wrong)


def _closing(asked: _Asked, found: Sequence[Both], file: Path | None) -> str:
    same = sum(each.is_same for each in found)
    wrong = sum(len(each.wrong) for each in found)
    told = f"{len(asked.urls)} pages for {len(asked.visitors)} visitors: {same} byte for byte the shop's own"
    return f"{told}, {len(found) - same} changed by rules, {wrong} wrong" + (f". Report: {file}" if file else "")


def _pictures(found: Sequence[Both]) -> Pictures:
    """Return a picture of each page before and after, none where no browser is there."""
    program, changed = camera(), [each for each in found if not each.is_same]
    if not program:
        print("no Chromium is there, so the report has no pictures", file=sys.stderr)
        return {}
    bar, confined = Bar(2 * len(changed) + 1), os.geteuid() != 0
    taken: dict[tuple[str, bytes], bytes] = {}
    for each in changed:
        for html in (each.before, each.after):
            bar.tick("pictures")
            if (each.url, html) not in taken:
                taken[each.url, html] = picture(program, html, each.url, confined=confined)
    bar.tick("done")
    return taken
