"""Which rule is switched off by itself, when, for how long, and that the others act all the while."""

from dataclasses import dataclass, field, replace

import pytest

from proxy.fuses import Rating
from proxy.message import Page
from proxy.preview import token_of
from rules.context import Context
from rules.decision import Edit, Element
from rules.rulebook import Action, Rule
from tests.support.keys import keys
from tests.support.pipeline import FILES, SITE, Shop, rulebook
from tests.support.requests import NOON, head, html

HOME = b'<!DOCTYPE html><title>x</title><div id="header">Shop</div>'
BARE = b"<!DOCTYPE html><title>x</title><h1>New look</h1>"
RATING = Rating(errors=3, misses=4, pause=60.0)


@dataclass
class Moody:
    """An action that raises while its mood is bad."""

    action: Action
    bad: bool = True
    keeps: bool = False
    attention: str = ""

    def edits(self, context: Context) -> tuple[Edit, ...]:
        if self.bad:
            raise ZeroDivisionError
        return self.action.edits(context)

    def outcome(self) -> tuple[str, str]:
        return self.action.outcome()

    def touches(self) -> tuple[Element, ...]:
        return self.action.touches()

    def claims(self) -> frozenset[str]:
        return frozenset()

    def remembers(self) -> bool:
        return False

    def marks(self, _context: Context) -> tuple[()]:
        return ()


@dataclass
class Trial:
    """A shop whose rule `moody` stands before the sound rule `uk`, and what became of both on each page."""

    rating: Rating = RATING
    files: dict[str, bytes] = field(default_factory=lambda: dict(FILES))

    def __post_init__(self) -> None:
        book = rulebook(self.files)
        sound = book.rules[0]
        self.moody = Moody(sound.do[0])
        self.rule: Rule = replace(sound, id="moody", digest="d1", do=(self.moody,))
        self.shop = Shop("GB", rulebook=replace(book, rules=(self.rule, sound)), rating=self.rating)

    async def page(self, body: bytes = HOME, **fields: str) -> Page:
        return await self.shop.answer(head("/", **fields), html(body))

    async def reasons(self, body: bytes = HOME, **fields: str) -> tuple[str, str]:
        await self.page(body, **fields)
        first, second = self.shop.history.of()[0].decision.verdicts
        return first.reason.value, second.reason.value

    def count(self, name: str) -> float:
        value = self.shop.pipeline.metrics.registry.get_sample_value
        found = value(f"devanture_{name}", {"rule": "moody"} | ({"cause": "raised"} if "stopped" in name else {}))
        return found or 0.0


@pytest.fixture
def trial() -> Trial:
    return Trial()


async def test_a_rule_that_raises_too_often_is_off_and_the_other_acts(trial: Trial) -> None:
    for _ in range(3):
        assert await trial.reasons() == ("RULE_ERROR", "APPLIED")
    for _ in range(3):
        assert await trial.reasons() == ("KILLED_BY_GUARD", "APPLIED")
    assert "raised 3 times, tried again in 60 s" in str(trial.shop.history.of()[0])
    assert (trial.count("rules_stopped_total"), trial.count("rule_off")) == (1, 1)


async def test_it_is_tried_after_a_while_and_acts_again_when_it_is_sound(
    trial: Trial, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(3):
        await trial.page()
    for _ in range(2):
        trial.shop.now += 60
        assert (await trial.reasons())[0] == "RULE_ERROR"
        assert (await trial.reasons())[0] == "KILLED_BY_GUARD"
    trial.moody.bad = False
    trial.shop.now += 60
    assert await trial.reasons() == ("APPLIED", "APPLIED")
    assert trial.count("rule_off") == 0
    said = [record.getMessage() for record in caplog.records]
    assert said == [
        "rule moody (rules.yaml:2) is left out of a page",
        "rule moody (rules.yaml:2) is switched off: raised 3 times, tried again in 60 s or after a reload",
        "rule moody (rules.yaml:2) acts again",
    ]


async def test_errors_that_are_far_apart_are_forgiven(trial: Trial) -> None:
    for _ in range(9):
        trial.shop.now += 31
        assert (await trial.reasons())[0] == "RULE_ERROR"


async def test_a_rule_whose_element_is_gone_is_off_and_on_when_it_is_back(trial: Trial) -> None:
    trial.moody.bad = False
    for _ in range(4):
        assert (await trial.reasons(BARE))[0] == "ELEMENT_MISSING"
    assert await trial.reasons(BARE) == ("KILLED_BY_GUARD", "KILLED_BY_GUARD")
    assert "element missing on 4 pages in a row" in str(trial.shop.history.of()[0])
    trial.shop.now += 60
    assert (await trial.reasons(BARE))[0] == "ELEMENT_MISSING"
    assert (await trial.reasons(HOME))[0] == "KILLED_BY_GUARD"
    trial.shop.now += 60
    assert await trial.reasons(HOME) == ("APPLIED", "APPLIED")
    for _ in range(3):
        assert (await trial.reasons(BARE))[0] == "ELEMENT_MISSING"


async def test_pages_without_the_element_between_pages_with_it_are_forgiven(trial: Trial) -> None:
    trial.moody.bad = False
    for _ in range(4):
        for body in (BARE, BARE, BARE, HOME):
            assert "KILLED_BY_GUARD" not in await trial.reasons(body)


async def test_an_element_that_may_be_missing_is_not_missed() -> None:
    trial = Trial(
        files={**FILES, "site.yaml": SITE.replace(b'"#header", expect: exactly_one', b'"#header", expect: any')}
    )
    trial.moody.bad = False
    for _ in range(9):
        assert (await trial.reasons(BARE))[0] == "ELEMENT_MISSING"


async def test_what_is_missing_on_an_error_page_is_not_missed(trial: Trial) -> None:
    trial.moody.bad = False
    for _ in range(9):
        await trial.shop.answer(head("/"), replace(html(BARE), status=404))
    assert (await trial.reasons(BARE))[0] == "ELEMENT_MISSING"


async def test_what_a_preview_does_not_find_is_not_missed(trial: Trial) -> None:
    trial.moody.bad = False
    token = token_of(keys(), {"country": "GB"}, NOON + 60)
    for _ in range(9):
        assert (await trial.reasons(BARE, cookie=f"dv-preview={token}"))[0] == "ELEMENT_MISSING"


async def test_a_reload_gives_every_rule_its_chance(trial: Trial) -> None:
    for _ in range(3):
        await trial.page()
    trial.shop.pipeline.fuses.reset()
    assert trial.count("rule_off") == 0
    for _ in range(3):
        assert (await trial.reasons())[0] == "RULE_ERROR"
    assert (await trial.reasons())[0] == "KILLED_BY_GUARD"


async def test_a_mended_rule_of_the_same_name_is_not_off(trial: Trial) -> None:
    for _ in range(3):
        await trial.page()
    book = trial.shop.pipeline.rulebook
    trial.shop.pipeline.rulebook = replace(book, rules=(replace(trial.rule, digest="d2"), *book.rules[1:]))
    trial.moody.bad = False
    assert await trial.reasons() == ("APPLIED", "APPLIED")


async def test_what_may_never_switch_a_rule_off_does_not() -> None:
    trial = Trial(Rating(errors=0, misses=0))
    for _ in range(9):
        assert (await trial.reasons())[0] == "RULE_ERROR"
    trial.moody.bad = False
    for _ in range(9):
        assert (await trial.reasons(BARE))[0] == "ELEMENT_MISSING"
