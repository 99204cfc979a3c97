"""Watches a page in a real browser move: what shifts on it, what is animated, and what was painted first."""

import json

from playwright.async_api import Browser, Page

from tests.support.browser import somebody

WATCHING = """
window.moved = { shifts: 0, animated: 0 };
new PerformanceObserver((list) => list.getEntries().forEach((it) => (moved.shifts += it.value)))
  .observe({ type: "layout-shift", buffered: true });
const animate = Element.prototype.animate;
Element.prototype.animate = function (...given) { moved.animated += 1; return animate.apply(this, given); };
"""
"""A script that has to be in the page before anything else; a shift soon after a click counts as any other."""

SETTLED = (
    """() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 100))))"""
)
"""Waits until what has just changed was painted, and the observers were told."""

COLOURS = """async ([pictures, x, y]) => {
  const colours = [];
  for (const picture of pictures) {
    const image = new Image();
    image.src = "data:image/jpeg;base64," + picture;
    await image.decode();
    const canvas = new OffscreenCanvas(image.width, image.height);
    const pen = canvas.getContext("2d");
    pen.drawImage(image, 0, 0);
    colours.push([...pen.getImageData(x * image.width, y * image.height, 1, 1).data].slice(0, 3));
  }
  return colours;
}"""

DWELLING = """(css) => {
  const element = document.querySelector(css);
  let since = 0;
  window.dwelt = 0;
  element.addEventListener("pointerover", () => (since = performance.now()));
  element.addEventListener("pointerout", () => (window.dwelt = performance.now() - since));
}"""

BRIEF = 200.0
"""Milliseconds on an element that are far from resting on it."""

Colour = list[int]
WHITE = [255, 255, 255]
CLOSE = 24
"""How far apart two colours may be in red, green or blue and still be one: the pictures of a trace are JPEG."""


async def shifts(page: Page) -> float:
    """Return the layout shifts of a page since it was asked for, all of them added up; it has to be `WATCHING`."""
    await page.evaluate(SETTLED)
    return float(await page.evaluate("moved.shifts"))


async def animations(page: Page) -> int:
    """Return how often anything on the page was animated by a script; it has to be `WATCHING`."""
    await page.evaluate(SETTLED)
    return int(await page.evaluate("moved.animated"))


async def painted(browser: Browser, page: Page, url: str, place: tuple[float, float]) -> list[Colour]:
    """Open a page, and return the colour of a place on it in each frame that Chromium's trace has of it, first to last.

    The place is told as shares of the window's width and height. Frames from before anything was painted are left out.
    """
    await page.goto("about:blank")
    await browser.start_tracing(page=page, screenshots=True)
    await page.goto(url)
    await page.evaluate(SETTLED)
    trace = json.loads(await browser.stop_tracing())
    shots = [event["args"]["snapshot"] for event in trace["traceEvents"] if event["name"] == "Screenshot"]
    async with somebody(browser) as reader:  # the shop's own policy lets its pages read no pictures of ours
        colours: list[Colour] = await reader.evaluate(COLOURS, [shots, *place])
    return [colour for colour in colours if not same(colour, WHITE)]


def same(one: Colour, other: Colour) -> bool:
    return all(abs(part - counterpart) <= CLOSE for part, counterpart in zip(one, other, strict=True))


async def sweeps(page: Page, css: str, onto: str) -> bool:
    """Move the pointer over an element to another, and return whether it did so in a hurry: a machine may be busy."""
    await page.evaluate(DWELLING, css)
    over, there = [await page.locator(each).first.bounding_box() for each in (css, onto)]
    assert over is not None
    assert there is not None
    for box in (over, there):
        await page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    return 0 < float(await page.evaluate("dwelt")) < BRIEF
