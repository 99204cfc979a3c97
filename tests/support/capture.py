"""A rule of the demo shop that asks for mail addresses, and somebody who types one into its form."""

import json
import re
from pathlib import Path

from tests.support.privacy import Shop
from tests.support.shop import Shopper

CAPTURE = """
- id: keep-basket
  name: Keep the basket for later
  why: Many want to think it over
  learn: Do they come back by mail?
  status: live
  where: { page: home }
  consent: marketing
  do: [ { insert: { into: header_end, at: end, fragment: keep-basket } } ]
  capture: { email: { purpose: marketing, keep: 30 days, notice: free-returns } }
  expect: [ { given: { page: home }, then: { captures: marketing } } ]
"""
FORM = (
    '<form method="dialog" data-dv-tell="capture"><p><label for="m">Your mail</label> '
    '<input id="m" type="email" name="email" required> <button>Keep it</button></p></form>'
)
MAIL = "ada.canary@shop.example"


async def capturing(shop: Shop, folder: Path) -> None:
    """Let a rule of the running shop ask for mail addresses."""
    (folder / "fragments" / "keep-basket.html").write_text(FORM, "utf-8")
    (folder / "keep-basket.yaml").write_text(CAPTURE, "utf-8")
    assert await shop.door.parts.watch.reload(), shop.door.parts.watch.problems


async def gives(somebody: Shopper, page: str, address: str) -> int:
    """Type an address into the form of a page, as our script sends it."""
    ticket = re.search(r'data-ticket="([^"]+)"', page)
    assert ticket
    told = {"kind": "answered", "rule": "keep-basket", "what": "capture", "fields": {"email": address}}
    body = json.dumps({"ticket": ticket[1], "events": [told]})
    headers = {"Content-Type": "application/json"}
    async with somebody.client.post(f"{somebody.url}/.devanture/beacon", data=body, headers=headers) as answer:
        return answer.status
