"""`devanture workbench URL`: the pipeline of production on one's own machine, with mitmproxy as its door."""

import argparse
import sys
import time
from asyncio import Event
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from ipaddress import ip_address
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import SplitResult

from proxy.commands.compose import Parts, compose
from proxy.commands.fetch import FetchError, address
from proxy.commands.personas import written
from proxy.notation import Endpoint, endpoint
from proxy.preview import PersonaTooLargeError, token_of
from proxy.settings import Settings, SettingsError, read
from proxy.stores.keys import read_keys
from rules.language.problem import RulebookError

NAME = "workbench"
SUMMARY = "try rules on any shop from this machine, by mitmproxy: as any persona, and nothing is kept"

LISTEN = "127.0.0.1:8083"
INSTALL = 'pip install "devanture[workbench]"'
TOOLS = {
    "mitmdump": ("dump", "DumpMaster"),
    "mitmproxy": ("console.master", "ConsoleMaster"),
    "mitmweb": ("web.master", "WebMaster"),
}
"""mitmproxy's own tools, each with where its class is."""

_SAFE_WEB = (11, 1, 2)
"""The first mitmproxy whose mitmweb lets nobody else's page give it orders (CVE-2025-23217)."""

_LONG = 365 * 86_400
"""Seconds that the persona lasts: as long as anybody leaves a workbench open."""


@dataclass(frozen=True, slots=True)
class _Bench:
    """What was asked for: the shop's address, our settings for it, and the persona that everybody is."""

    shop: SplitResult
    settings: Settings
    persona: str = ""

    @property
    def is_near(self) -> bool:
        """Tell a shop on this machine, which is reached through our own address."""
        return _is_loopback(self.shop.hostname or "")

    @property
    def words(self) -> Sequence[str]:
        listen = self.settings.listen
        base = f"{self.shop.scheme}://{self.shop.netloc}"
        reverse = ["--mode", f"reverse:{base}", "--set", "keep_host_header=true"]
        mode = reverse if self.is_near else ["--mode", "regular"]
        large = ["--set", f"stream_large_bodies={self.settings.page_limit}", "--set", "connection_strategy=lazy"]
        return ["--listen-host", listen.host, "--listen-port", str(listen.port), *mode, *large]

    def __str__(self) -> str:
        listen, shop = self.settings.listen, f"{self.shop.scheme}://{self.shop.netloc}"
        if self.is_near:
            return f"workbench: open http://{listen} for {shop} by the rules of {self.settings.site}"
        return (
            f"workbench: set {listen} as your browser's proxy, trust the certificate of http://mitm.it, "
            f"and open {shop} by the rules of {self.settings.site}"
        )


@dataclass(frozen=True, slots=True)
class _Life:
    """mitmproxy's hooks for the beginning and the end of all."""

    parts: Parts
    ready: Event

    async def running(self) -> None:
        await self.parts.begin()
        self.ready.set()

    async def done(self) -> None:
        await self.parts.end()


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "url", metavar="URL", help="the shop, such as http://localhost:8081 or https://www.shop.example"
    )
    parser.add_argument("--site", type=Path, metavar="DIR", help="the folder of site.yaml and the rules")
    parser.add_argument("--as", dest="persona", metavar="PERSONA", help="a persona file, or its name; yourself")
    parser.add_argument("--listen", default=LISTEN, metavar="PORT", help=f"where browsers come in (default: {LISTEN})")
    parser.add_argument("--in", dest="tool", choices=TOOLS, default="mitmdump", help="where you watch (mitmdump)")
    parser.add_argument("--settings", type=Path, metavar="FILE", help="the settings file of `serve`, when it has one")
    parser.add_argument("--save", type=Path, metavar="FILE", help="keep the flows in a file that mitmproxy opens")


def run(arguments: argparse.Namespace) -> int:
    with TemporaryDirectory(prefix="devanture-") as data:
        try:
            bench = _bench(arguments, Path(data))
            _refuse_unfit(arguments.tool)
        except (FetchError, SettingsError, RulebookError, PersonaTooLargeError) as error:
            print(error, file=sys.stderr)
            return 1
        print(bench, file=sys.stderr, flush=True)
        saving = ["--save-stream-file", str(arguments.save)] if arguments.save else []
        _began(bench, arguments.tool, [*bench.words, *saving])
    return 0


def confined(parts: Parts) -> Parts:
    """Return the parts with nothing that leaves: no other system hears of who only tries, and no code is given away."""
    recorder = parts.pipeline.recorder
    recorder.letters = recorder.rounds = recorder.codes = None
    return parts


def _bench(arguments: argparse.Namespace, data: Path) -> _Bench:
    """Return what is asked for; nothing is kept beyond the process, and nobody else's store is touched."""
    shop = address(arguments.url)
    given: Mapping[str, object] = {
        "upstream": f"{shop.scheme}://{shop.netloc}",
        "listen": _listening(arguments.listen),
        "data": data,
        "store": "memory:",
        "journal": "off",
        "access_log": "off",
        **({"site": arguments.site} if arguments.site else {}),
    }
    settings = read(given, arguments.settings)
    if not arguments.persona:
        return _Bench(shop, settings)
    told = written(arguments.persona, settings.site)
    return _Bench(shop, settings, token_of(read_keys(settings.keys_file), told, time.time() + _LONG))


def _listening(typed: str) -> Endpoint:
    try:
        found = endpoint(typed)
    except ValueError as error:
        raise SettingsError((f'--listen: "{typed}": {error}',)) from error
    if not _is_loopback(found.host):
        raise SettingsError((f"--listen: {found.host} is open to others; a workbench is for this machine alone",))
    return found


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def _began(bench: _Bench, tool: str, words: Sequence[str]) -> None:
    """Run one of mitmproxy's tools with our add-ons until it ends; each brings much, so the others stay away."""
    from mitmproxy.tools import cmdline, main  # noqa: PLC0415  # an extra that may not be there, as all of its own

    from proxy.edge.workbench import Workbench  # noqa: PLC0415

    module, name = TOOLS[tool]
    master_of = getattr(import_module(f"mitmproxy.tools.{module}"), name)

    def made(options: object) -> object:
        master, parts = master_of(options), confined(compose(bench.settings))
        host = "" if bench.is_near else bench.shop.hostname or ""
        workbench = Workbench(parts.door, host, bench.persona)
        master.addons.add(_Life(parts, workbench.ready))
        # before mitmproxy's own, so that what it shows and saves is the page as it left, with what was decided
        master.addons.chain.insert(0, master.addons.register(workbench))
        return master

    main.run(made, getattr(cmdline, tool), words)


def _refuse_unfit(tool: str) -> None:
    try:
        from mitmproxy.version import VERSION  # noqa: PLC0415  # an extra that may not be there
    except ImportError as error:
        problem = f"workbench needs packages that are not installed ({error.name}): {INSTALL}"
        raise SettingsError((problem,)) from error
    if tool == "mitmweb" and tuple(map(int, VERSION.split(".")[:3])) < _SAFE_WEB:
        problem = (
            f"mitmweb {VERSION} takes orders from any page you open (CVE-2025-23217): use Python 3.12, or mitmdump"
        )
        raise SettingsError((problem,))
