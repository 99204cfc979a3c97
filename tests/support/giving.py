"""A site that gives each visitor a code on its home page, and visitors who look until they see theirs."""

import asyncio
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.devanture import Devanture
from tests.support.door import Heard, heard, request
from tests.support.shop import copied_site

PENDING = b'data-dv-live="code.gifts"'
TRIES = 400
PAUSE = 0.3

RULE = """\
- id: own-code
  name: Give each visitor a code
  why: A code of one's own is used
  learn: Is it?
  status: live
  where: { page: home }
  consent: personalise
  do:
    - give_code: { pool: gifts, expires: 3 days, into: header_end, fragment: gift }
  expect:
    - given: { page: home }
      then: { code: gifts }
"""


def giving_site(folder: Path, codes: Sequence[str], pool: str = "{ file: codes/gifts.csv }") -> Path:
    """Return the demo shop's site with that rule, and these codes in its file."""
    site = copied_site(folder)
    text = (site / "site.yaml").read_text("utf-8").replace("codes: {", f"codes: {{ gifts: {pool},")
    (site / "site.yaml").write_text(text, "utf-8")
    (site / "gifts.yaml").write_text(RULE, "utf-8")
    (site / "fragments" / "gift.html").write_text('<p class="gift">{{ code }}</p>\n', "utf-8")
    (site / "codes" / "gifts.csv").write_text("\n".join(codes), "utf-8")
    return site


@dataclass(slots=True)
class Guest:
    """Somebody with a browser of his own; `saw` holds every code that he was shown."""

    number: int
    cookie: str = ""
    consent: str = "cookie_ok=1"
    saw: list[str] = field(default_factory=list)

    async def looks(self, port: int) -> Heard:
        """Look at the home page; OSError when nobody answers there."""
        ours = f"; dv={self.cookie}" if self.cookie else ""
        agent = f"User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:{self.number}) Gecko/20100101 Firefox/140.0"
        fields = (agent, f"Cookie: {self.consent}{ours}", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document")
        page = await heard(port, request("/", *fields))
        for line in page.field("Set-Cookie"):
            if line.startswith("dv="):
                self.cookie = line.partition(";")[0].removeprefix("dv=")
        if found := shown(page):
            self.saw.append(found)
        return page

    async def gets_a_code(self, replicas: Sequence[Devanture]) -> None:
        """Look again and again, at one replica and the other, until a code is there."""
        for turn in range(TRIES):
            with suppress(OSError, IndexError):
                await self.looks(replicas[(self.number + turn) % len(replicas)].port)
            if self.saw:
                return
            await asyncio.sleep(PAUSE)
        raise AssertionError(f"guest {self.number} never saw a code")


def shown(page: Heard) -> str:
    """Return what stands on a page where the code does, "" when nothing does."""
    if PENDING in page.body:
        return ""
    found = re.search(rb'<p class="gift">([^<]*)<', page.body)
    return found[1].decode("ascii") if found else ""
