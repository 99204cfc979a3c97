"""What markup may ask of our script by its data-dv- attributes, in a real browser."""

import pytest
from playwright.async_api import Browser

from rules.decision import Moment, Op, Text, Trigger
from tests.support.pages import edit
from tests.support.waiting import STILL, Said, Shop, Visit, moment, visiting

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

NOW = ("after", {"seconds": 0})

POPUP = """
<dialog data-dv-open data-dv-rule=rule aria-label=Hello>
<form method=dialog data-dv-tell=letters><input name=mail aria-label=Mail><button value=sent>Send</button></form>
<div data-dv-then=sent role=status tabindex=-1 hidden>Thank you</div>
<form method=dialog><button id=close>Close</button></form>
</dialog>
"""

ASK = """
<div data-dv-rule=rule>
<form method=dialog data-dv-tell=rating><button name=answer value=happy>Yes</button>
<button name=answer value=unhappy>No</button></form>
<div data-dv-then=happy tabindex=-1 hidden>Good</div>
<div data-dv-then=unhappy tabindex=-1 hidden>Sorry
<form method=dialog data-dv-tell=feedback><textarea name=words aria-label=Words></textarea>
<button value=sent>Send</button></form></div>
<div data-dv-then=sent tabindex=-1 hidden>Sent</div>
<div data-dv-then="" hidden>Always</div>
</div>
"""

CHOICE = """
<div data-dv-rule=rule data-dv-choice=choice><a href="#boots" data-dv-option=boots>Boots</a>
<a href="#hats" data-dv-option=hats>Hats</a></div>
"""


def shop(markup: str, *answers: Said) -> Shop:
    return Shop("<h1>Boots</h1><button id=other>Other</button>", (moment(NOW, markup=markup),), answers=answers)


def answers(visit: Visit) -> list[tuple[object, object]]:
    return [(each["what"], each["fields"]) for each in visit.of("answered")]


async def leave(visit: Visit) -> None:
    await visit.page.evaluate("dispatchEvent(new Event('pagehide'))")


# dialogs


async def test_a_dialog_opens_over_the_page_and_takes_the_focus(browser: Browser) -> None:
    async with visiting(browser, shop(POPUP)) as visit:
        await visit.acts()
        assert await visit.page.locator("dialog:modal").count() == 1
        assert await visit.page.evaluate("document.activeElement.name") == "mail"


@pytest.mark.parametrize("way", ["Escape", "#close"])
async def test_a_dialog_that_is_closed_without_an_answer_was_dismissed(browser: Browser, way: str) -> None:
    async with visiting(browser, shop(POPUP)) as visit:
        await visit.acts()
        await (visit.page.click(way) if way.startswith("#") else visit.page.keyboard.press(way))
        await visit.until(lambda: visit.of("dismissed") == [{"kind": "dismissed", "rule": "rule"}])
        assert await visit.page.locator("dialog:modal").count() == 0


async def test_a_dialog_that_was_answered_is_not_dismissed(browser: Browser) -> None:
    async with visiting(browser, shop(POPUP)) as visit:
        await visit.acts()
        await visit.page.fill("input", "ann@shop.example")
        await visit.page.click("text=Send")
        await visit.page.wait_for_selector("text=Thank you")
        await visit.page.click("#close")
        await visit.until(lambda: answers(visit) == [("letters", {"mail": "ann@shop.example"})])
        await leave(visit)
        assert visit.of("dismissed") == []


async def test_a_dialog_opens_once(browser: Browser) -> None:
    later = Moment("later", ((Trigger("clicked", {"css": "#other"}),),), (edit("h1", Op.APPEND, "<i>x</i>"),))
    page = Shop("<h1>Boots</h1><button id=other>Other</button>", (moment(NOW, markup=POPUP), later))
    async with visiting(browser, page) as visit:
        await visit.acts()
        await visit.page.keyboard.press("Escape")
        await visit.page.click("#other")
        await visit.acts("later")
        assert await visit.page.locator("dialog:modal").count() == 0


# forms


async def test_a_form_tells_its_answer_and_shows_what_belongs_to_it(browser: Browser) -> None:
    async with visiting(browser, shop(ASK)) as visit:
        await visit.acts()
        await visit.page.click("text=No")
        assert await visit.page.is_visible("text=Sorry")
        assert await visit.page.is_visible("text=Always")
        assert not await visit.page.is_visible("text=Good")
        assert not await visit.page.is_visible("text=Yes")
        assert await visit.page.evaluate("document.activeElement.dataset.dvThen") == "unhappy"
        await visit.page.fill("textarea", "Too slow")
        await visit.page.click("text=Send")
        assert await visit.page.is_visible("text=Sent")
        assert not await visit.page.is_visible("text=Sorry")
        told = [("rating", {"answer": "unhappy"}), ("feedback", {"words": "Too slow"})]
        await visit.until(lambda: answers(visit) == told)
        assert visit.page.url.endswith("/")


async def test_the_shops_own_forms_are_the_shops(browser: Browser) -> None:
    own = Shop("<form action=/search><input name=q><button>Go</button></form>", (moment(NOW),))
    async with visiting(browser, own) as visit:
        await visit.acts()
        await visit.page.fill("input", "boots")
        await visit.page.click("text=Go")
        await visit.page.wait_for_url("**/search?q=boots")
        assert visit.of("answered") == []


# choices


async def test_an_option_that_is_taken_is_told_and_its_link_is_followed(browser: Browser) -> None:
    async with visiting(browser, shop(CHOICE)) as visit:
        await visit.acts()
        await visit.page.click("text=Boots >> nth=-1")
        await visit.until(lambda: answers(visit) == [("choice", {"option": "boots"})])
        assert visit.page.url.endswith("#boots")


async def test_options_that_were_seen_and_left_alone_are_told_once(browser: Browser) -> None:
    async with visiting(browser, shop(CHOICE)) as visit:
        await visit.acts()
        await visit.page.click("[data-dv-option=hats]")
        await visit.page.evaluate("setInterval(() => dispatchEvent(new Event('pagehide')), 500)")
        told = [("choice", {"option": "hats"}), ("ignored", {"option": "boots"})]
        await visit.until(lambda: answers(visit) == told)
        await visit.page.wait_for_timeout(1_200)
        assert answers(visit) == told


async def test_options_that_passed_by_are_not_ignored(browser: Browser) -> None:
    async with visiting(browser, shop(CHOICE), STILL) as visit:
        await visit.acts()
        await leave(visit)
        await visit.page.wait_for_timeout(300)
        assert answers(visit) == []


async def test_a_way_to_help_presses_the_shops_own_button(browser: Browser) -> None:
    markup = (
        "<div data-dv-rule=rule><div data-dv-choice=help>"
        "<button data-dv-option=chat data-dv-click='#other'>Talk</button></div></div>"
    )
    async with visiting(browser, shop(markup)) as visit:
        await visit.acts()
        await visit.page.evaluate("document.querySelector('#other').onclick = () => { window.chats = true }")
        await visit.page.click("text=Talk")
        await visit.until(lambda: answers(visit) == [("help", {"option": "chat"})])
        assert await visit.page.evaluate("window.chats")


# banners, live texts, motion


async def test_a_banner_goes_when_it_is_dismissed(browser: Browser) -> None:
    async with visiting(browser, shop("<div data-dv-rule=rule>Hi <button data-dv-dismiss>X</button></div>")) as visit:
        await visit.acts()
        await visit.page.click("[data-dv-dismiss]")
        await visit.until(lambda: visit.of("dismissed") == [{"kind": "dismissed", "rule": "rule"}])
        assert await visit.page.locator("[data-dv-rule]").count() == 0


async def test_a_live_text_is_what_the_answer_says(browser: Browser) -> None:
    markup = "<p data-dv-live=a>2</p><p data-dv-live=b data-dv-html>2</p><p data-dv-live=c>2</p>"
    said = {"live": {"a": "<b>1</b>", "b": "<b>1</b>"}}
    async with visiting(browser, shop(markup, said)) as visit:
        await visit.page.wait_for_selector("[data-dv-live=b] b")
        assert await visit.page.locator("[data-dv-live]").all_inner_texts() == ["<b>1</b>", "1", "2"]


async def test_a_text_that_is_being_fetched_is_asked_for_until_it_comes(browser: Browser) -> None:
    markup = "<p>Code <span data-dv-live=code>\N{BULLET}\N{BULLET}\N{BULLET}</span></p>"
    async with visiting(browser, shop(markup, {}, {}, {"live": {"code": "SNOW-1"}})) as visit:
        await visit.page.wait_for_selector("text=SNOW-1")
        assert await visit.page.locator("[data-dv-live]").inner_text() == "SNOW-1"


@pytest.mark.parametrize(("motion", "moves"), [("no-preference", 1), ("reduce", 0)])
async def test_what_shakes_rests_where_less_motion_is_asked_for(browser: Browser, motion: str, moves: int) -> None:
    shakes = Moment("rule", ((Trigger(*NOW),),), (edit("h1", Op.SET, Text(""), name="data-dv-shake"),))
    count = "Element.prototype.animate = function (...all) { window.moved = (window.moved ?? 0) + 1; }"
    async with visiting(browser, Shop("<h1>Boots</h1>", (shakes,)), count, {"reduced_motion": motion}) as visit:
        await visit.acts()
        assert await visit.page.evaluate("window.moved ?? 0") == moves


# markup that was there from the beginning


async def test_markup_of_the_page_itself_is_heard_without_any_moment(browser: Browser) -> None:
    async with visiting(browser, Shop(f"<h1>Boots</h1>{POPUP}")) as visit:
        await visit.page.wait_for_selector("dialog:modal")
        await visit.page.keyboard.press("Escape")
        await visit.until(lambda: len(visit.of("dismissed")) == 1)
        assert visit.shown == []


async def test_a_strict_policy_is_kept(browser: Browser) -> None:
    policy = "default-src 'none'; script-src 'self'; connect-src 'self'; base-uri 'none'"
    strict = Shop("<h1>Boots</h1>", (moment(NOW, markup=POPUP),), headers={"content-security-policy": policy})
    async with visiting(browser, strict) as visit:
        await visit.acts()
        await visit.page.keyboard.press("Escape")
        await visit.until(lambda: len(visit.of("dismissed")) == 1)
