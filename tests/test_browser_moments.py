"""Each moment that a rule may wait for, in a real browser: when it comes, and when it must not."""

from collections.abc import Mapping

import pytest
from playwright.async_api import Browser, Page

from rules.decision import Moment, Op, Trigger
from tests.support.pages import edit
from tests.support.waiting import STILL, Shop, Visit, moment, visiting

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

NOW = ("after", {"seconds": 0})
LATER = ("after", {"seconds": 3600})
PHONE = {"has_touch": True, "is_mobile": True, "viewport": {"width": 400, "height": 800}}

SHOP = """
<nav><a href="#menu" id=link style="position:absolute;left:20px;top:0;width:90px;height:28px">Menu</a></nav>
<h1 style="margin-top:60px">Boots</h1><p id=price>45</p><button id=buy>Buy</button>
<div style="height:3000px"></div><p id=end>The end</p>
"""

Wait = tuple[str, Mapping[str, object]]


def exit_intent(pointer: str = "any", after: float = 0, on_touch: tuple[str, ...] = ()) -> Wait:
    return "exit_intent", {"pointer": pointer, "after": after, "on_touch": list(on_touch)}


def of(word: str, css: str, **more: object) -> Wait:
    return word, {"element": "named", "css": css, "contract": "any", **more}


def shop(*wait: Wait, body: str = SHOP) -> Shop:
    return Shop(body, (moment(*wait),))


async def nothing(visit: Visit) -> None:
    """Assert that the rule waits still, once all that was under way has come to its end."""
    await visit.page.wait_for_timeout(400)
    assert visit.shown == []
    assert await visit.page.locator("#new").count() == 0


async def hurry(page: Page, x: int, to: tuple[int, int] | None = None) -> None:
    """Move the mouse as fast as it goes, from the middle of the page to its top or to a place."""
    await page.mouse.move(x, 400)
    await page.mouse.move(*(to or (x, 2)))


async def down_and_up(page: Page) -> None:
    """Scroll down and back up in a hurry, each when the page has heard of the other."""
    await page.evaluate("""async () => {
        for (const y of [2500, 0]) {
            const heard = new Promise((resolve) => document.addEventListener("scroll", resolve, { once: true }));
            scrollTo(0, y);
            await heard;
        }
    }""")


# at once


async def test_what_waits_for_nothing_comes_at_once_and_is_told(browser: Browser) -> None:
    async with visiting(browser, shop(NOW)) as visit:
        await visit.acts()
        assert await visit.page.inner_text("#new") == "New"
        assert visit.told == [{"kind": "shown", "rule": "rule"}]
        assert visit.had == [["rule"]]


async def test_without_consent_it_comes_and_nothing_is_told(browser: Browser) -> None:
    async with visiting(browser, Shop(SHOP, (moment(NOW),), ticket="")) as visit:
        await visit.page.wait_for_selector("#new")
        await visit.page.evaluate("dispatchEvent(new Event('pagehide'))")
        assert visit.told == []


async def test_it_comes_once_however_often_its_moment_does(browser: Browser) -> None:
    async with visiting(browser, shop(of("clicked", "h1"))) as visit:
        await visit.page.click("h1")
        await visit.acts()
        await visit.page.click("h1")
        await visit.page.click("h1")
        await visit.page.wait_for_timeout(300)
        assert await visit.page.locator("#new").count() == 1
        assert visit.shown == ["rule"]


# after


async def test_a_page_in_sight_for_long_enough_is_a_moment(browser: Browser) -> None:
    async with visiting(browser, shop(("after", {"seconds": 1.5}))) as visit:
        await visit.acts()
        assert await visit.page.evaluate("performance.now()") >= 1500


async def test_before_its_time_nothing_comes(browser: Browser) -> None:
    async with visiting(browser, shop(LATER)) as visit:
        await nothing(visit)


async def test_time_out_of_sight_does_not_count(browser: Browser) -> None:
    hidden = "Object.defineProperty(document, 'hidden', { get: () => window.away ?? true })"
    async with visiting(browser, shop(NOW), script=hidden) as visit:
        await nothing(visit)
        await visit.page.evaluate("window.away = false; document.dispatchEvent(new Event('visibilitychange'))")
        await visit.acts()


# exit_intent


@pytest.mark.parametrize(("pointer", "x"), [("any", 900), ("any", 150), ("top", 900), ("top", 150), ("top_left", 150)])
async def test_who_hurries_to_the_top_is_leaving(browser: Browser, pointer: str, x: int) -> None:
    async with visiting(browser, shop(exit_intent(pointer)), STILL) as visit:
        await hurry(visit.page, x)
        await visit.acts()


async def test_the_top_right_is_not_where_back_is(browser: Browser) -> None:
    async with visiting(browser, shop(exit_intent("top_left")), STILL) as visit:
        await hurry(visit.page, 900)
        await nothing(visit)


async def test_who_hurries_to_a_link_at_the_top_is_not_leaving(browser: Browser) -> None:
    async with visiting(browser, shop(exit_intent()), STILL) as visit:
        await hurry(visit.page, 60, (60, 14))
        await nothing(visit)


async def test_who_comes_near_the_top_at_leisure_is_not_leaving(browser: Browser) -> None:
    async with visiting(browser, shop(exit_intent())) as visit:
        for y in range(200, 0, -4):
            await visit.page.mouse.move(900, y)
            await visit.page.wait_for_timeout(12)
        await nothing(visit)


async def test_who_has_just_pressed_a_button_is_not_leaving(browser: Browser) -> None:
    async with visiting(browser, shop(exit_intent()), STILL) as visit:
        await visit.page.click("#buy")
        await hurry(visit.page, 900)
        await nothing(visit)


async def test_who_drags_is_not_leaving(browser: Browser) -> None:
    async with visiting(browser, shop(exit_intent()), STILL) as visit:
        await visit.page.mouse.move(900, 400)
        await visit.page.mouse.down()
        await visit.page.mouse.move(900, 2)
        await nothing(visit)


async def test_who_leaves_too_soon_is_let_go(browser: Browser) -> None:
    async with visiting(browser, shop(exit_intent(after=3600)), STILL) as visit:
        await hurry(visit.page, 900)
        await nothing(visit)


async def test_a_phone_has_gestures_of_its_own(browser: Browser) -> None:
    async with visiting(browser, shop(exit_intent(on_touch=("scroll_up",))), STILL, context=PHONE) as visit:
        await down_and_up(visit.page)
        await visit.acts()


async def test_a_gesture_that_the_rule_does_not_name_is_none(browser: Browser) -> None:
    async with visiting(browser, shop(exit_intent()), STILL, context=PHONE) as visit:
        await down_and_up(visit.page)
        await nothing(visit)


async def test_who_comes_by_back_is_leaving_when_the_rule_says_so(browser: Browser) -> None:
    async with visiting(browser, shop(exit_intent(on_touch=("back",))), STILL) as visit:
        await nothing(visit)
        await visit.page.goto("http://127.0.0.1:9/other")
        await visit.page.go_back()
        await visit.acts()


# visible


async def test_what_comes_into_sight_is_a_moment(browser: Browser) -> None:
    async with visiting(browser, shop(of("visible", "#end", share=50))) as visit:
        await nothing(visit)
        await visit.page.locator("#end").scroll_into_view_if_needed()
        await visit.acts()


async def test_what_the_shop_puts_in_later_is_seen_as_well(browser: Browser) -> None:
    async with visiting(browser, shop(of("visible", "#late", share=50))) as visit:
        await nothing(visit)
        await visit.page.evaluate("document.querySelector('h1').insertAdjacentHTML('afterend', '<p id=late>Late')")
        await visit.acts()


async def test_what_is_taller_than_the_screen_is_seen_when_it_fills_half_of_it(browser: Browser) -> None:
    tall = '<div style="height:1500px"></div><div id=tall style="height:9000px">Long</div>'
    async with visiting(browser, shop(of("visible", "#tall", share=50), body=tall)) as visit:
        await nothing(visit)
        await visit.page.evaluate("scrollTo(0, 1400)")
        await visit.acts()


# hover


async def test_a_mouse_that_rests_on_an_element_is_a_moment(browser: Browser) -> None:
    async with visiting(browser, shop(of("hover", "#price", seconds=0.3))) as visit:
        await visit.page.hover("#price")
        await visit.acts()


async def test_a_mouse_that_only_passes_is_none(browser: Browser) -> None:
    async with visiting(browser, shop(of("hover", "#price", seconds=60))) as visit:
        await visit.page.hover("#price")
        await visit.page.hover("h1")
        await nothing(visit)


async def test_a_tap_is_no_hover(browser: Browser) -> None:
    async with visiting(browser, shop(of("hover", "#price", seconds=0)), context=PHONE) as visit:
        await visit.page.tap("#price")
        await nothing(visit)


# scrolled


async def test_a_page_scrolled_deep_enough_is_a_moment(browser: Browser) -> None:
    async with visiting(browser, shop(("scrolled", {"depth": 60}))) as visit:
        await visit.page.evaluate("scrollTo(0, 200)")
        await nothing(visit)
        await visit.page.evaluate("scrollTo(0, 2200)")
        await visit.acts()


async def test_a_page_that_fits_the_screen_is_not_scrolled(browser: Browser) -> None:
    async with visiting(browser, shop(("scrolled", {"depth": 60}), body="<h1>Boots</h1>")) as visit:
        await nothing(visit)


# clicked


async def test_a_click_is_a_moment_and_the_shops_own_goes_on(browser: Browser) -> None:
    async with visiting(browser, shop(of("clicked", "#buy"))) as visit:
        await visit.page.evaluate("document.querySelector('#buy').onclick = () => { window.bought = true }")
        await visit.page.click("#buy")
        await visit.acts()
        assert await visit.page.evaluate("window.bought")


async def test_a_key_that_presses_a_button_clicks_it(browser: Browser) -> None:
    async with visiting(browser, shop(of("clicked", "#buy"))) as visit:
        await visit.page.focus("#buy")
        await visit.page.keyboard.press("Enter")
        await visit.acts()


async def test_a_click_elsewhere_or_by_a_script_is_none(browser: Browser) -> None:
    async with visiting(browser, shop(of("clicked", "#buy"))) as visit:
        await visit.page.click("h1")
        await visit.page.evaluate("document.querySelector('#buy').click()")
        await nothing(visit)


# added_to_cart, and other answers


async def test_the_basket_is_asked_about_when_the_shops_script_has_asked_its_server(browser: Browser) -> None:
    added = Shop(SHOP, (moment(("added_to_cart", {})),), answers=({"added": True},))
    async with visiting(browser, added) as visit:
        await visit.page.evaluate("document.querySelector('#buy').onclick = () => { fetch('/api/add') }")
        await visit.page.click("#buy")
        await visit.acts()


async def test_a_button_that_adds_nothing_is_none(browser: Browser) -> None:
    async with visiting(browser, shop(("added_to_cart", {}))) as visit:
        await visit.page.evaluate("document.querySelector('#buy').onclick = () => { fetch('/api/like') }")
        await visit.page.click("#buy")
        await visit.until(lambda: visit.had != [])
        await nothing(visit)


async def test_an_answer_may_bring_a_moment_that_the_page_did_not_have(browser: Browser) -> None:
    brought = {
        "moments": [
            {
                "rule": "second",
                "wait": [[["after", {"seconds": 0}]]],
                "edits": [{"css": "body", "op": "beforeend", "least": 1, "html": "<p id=second>Second</p>"}],
            }
        ]
    }
    async with visiting(browser, Shop(SHOP, (moment(NOW),), answers=(brought, brought))) as visit:
        await visit.acts("second")
        assert visit.shown == ["rule", "second"]
        assert visit.had == [["rule"], ["rule", "second"]]
        assert await visit.page.locator("#second").count() == 1


# lists


async def test_all_of_a_list_has_to_happen(browser: Browser) -> None:
    async with visiting(browser, shop(of("clicked", "h1"), ("scrolled", {"depth": 60}))) as visit:
        await visit.page.click("h1")
        await nothing(visit)
        await visit.page.evaluate("scrollTo(0, 2200)")
        await visit.acts()


async def test_who_left_before_the_rest_happened_does_not_leave_later(browser: Browser) -> None:
    async with visiting(browser, shop(exit_intent(), of("clicked", "h1")), STILL) as visit:
        await hurry(visit.page, 900)
        await visit.page.click("h1")
        await nothing(visit)
        await hurry(visit.page, 900)
        await visit.acts()


async def test_one_of_several_lists_is_enough(browser: Browser) -> None:
    lists = tuple((Trigger(word, told),) for word, told in (LATER, of("clicked", "h1")))
    either = Moment("rule", lists, (edit("body", Op.APPEND, "<p id=new>New</p>"),))
    async with visiting(browser, Shop(SHOP, (either,))) as visit:
        await visit.page.click("h1")
        await visit.acts()


async def test_a_word_that_this_script_does_not_know_hurts_no_other_rule(browser: Browser) -> None:
    odd = moment(("tomorrow", {}), rule="odd")
    async with visiting(browser, Shop(SHOP, (odd, moment(NOW)))) as visit:
        await visit.acts()
        assert visit.shown == ["rule"]
