"""Letters reach a real receiver, whatever it does, each of them, and none to two workers at once."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from proxy.edge.delivery import MARGIN, Delivery
from proxy.edge.tasks import Tasks
from proxy.metrics import Metrics
from proxy.sending import LATE
from proxy.stores.outbox.file import FileOutbox
from proxy.stores.outbox.letter import Letter, Sizes
from proxy.stores.outbox.sheet import Sheet
from proxy.stores.secrets import path_of
from rules.webhook import Shape, Webhook
from tests.support.events import NOON
from tests.support.receiver import FAILURES, Receiver, running_receiver

PATIENCE = 1200
"""Turns of the loop until a test gives up; a busy machine takes a while."""


@dataclass
class Clock:
    """A clock that a test moves on, so that no pause is waited for."""

    now: float = NOON

    def __call__(self) -> float:
        return self.now


@dataclass
class Post:
    """An outbox, its worker, and what a test does with them."""

    folder: Path
    receiver: Receiver
    clock: Clock = field(default_factory=Clock)
    timeout: float = 30.0

    def __post_init__(self) -> None:
        self.metrics = Metrics()
        self.tasks = Tasks(self.metrics)
        self.sheet = Sheet(self.folder / "outbox.sqlite")
        self.outbox = FileOutbox(self.sheet)
        self.webhooks = {"crm": Webhook("crm", self.receiver.url, Shape.GENERIC, self.timeout)}
        secrets = self.folder / "webhooks"
        self.delivery = Delivery(
            self.outbox, secrets, self.tasks, self.metrics, self.clock, lambda: self.webhooks, lambda: 0.5
        )

    async def add(self, *numbers: int) -> None:
        told = {"about": "basket.abandoned", "rule": "relaunch", "visitor": "v", "told": {}}
        await self.outbox.add([Letter(f"msg_{n}", "crm", "anna", json.dumps(told), self.clock.now) for n in numbers])

    async def round(self, seconds: float = 0.0) -> None:
        """Let so much time pass, look once, and wait for what that began."""
        self.clock.now += seconds
        await self.delivery.look()
        await self.until(lambda: not self.tasks.waiting())

    async def until(self, true: Callable[[], bool]) -> None:
        for _ in range(PATIENCE):
            if true():
                return
            await asyncio.sleep(0.02)
        raise AssertionError("it never came true")

    def counted(self, outcome: str) -> float:
        return self.metrics.registry.get_sample_value("devanture_letters_total", {"to": "crm", "outcome": outcome}) or 0

    async def close(self) -> None:
        await self.tasks.stop(5.0)
        await self.delivery.close()
        await self.sheet.close()


@pytest.fixture
async def post(tmp_path: Path) -> AsyncIterator[Post]:
    with running_receiver() as receiver:
        post = Post(tmp_path, receiver)
        yield post
        await post.close()


async def test_a_letter_arrives_signed_and_is_done(post: Post) -> None:
    await post.add(1)
    await post.round()
    (one,) = post.receiver.taken
    assert one.is_signed_with(path_of(post.delivery.secrets, "crm").read_text().strip())
    assert (one.id, one.told["type"], one.fields["content-type"]) == ("msg_1", "basket.abandoned", "application/json")
    assert await post.outbox.sizes() == Sizes()
    assert post.counted("sent") == 1


async def test_it_is_sent_once(post: Post) -> None:
    await post.add(1)
    for _ in range(3):
        await post.round(3600)
    assert len(post.receiver.tries) == 1


@pytest.mark.parametrize("failure", FAILURES)
async def test_what_fails_is_tried_again_with_the_same_id_and_body(post: Post, failure: str) -> None:
    post.receiver.failures = [failure] * 2
    await post.add(1)
    if failure == "slow":
        post.webhooks = {"crm": Webhook("crm", post.receiver.url, timeout=0.3)}
    for _ in range(2):
        await post.round(3600)
    post.webhooks = {"crm": Webhook("crm", post.receiver.url)}
    await post.round(3600)
    first, second, third = post.receiver.tries
    assert first.id == second.id == third.id == "msg_1"
    assert first.body == second.body == third.body
    assert await post.outbox.sizes() == Sizes()
    assert (post.counted("failed"), post.counted("sent")) == (2, 1)


async def test_it_is_not_tried_again_too_soon(post: Post) -> None:
    post.receiver.failures = ["500"]
    await post.add(1)
    await post.round()
    await post.round(4)
    assert len(post.receiver.tries) == 1
    await post.round(2)
    assert len(post.receiver.tries) == 2


async def test_a_receiver_that_is_down_gets_all_when_it_is_back(post: Post) -> None:
    dark = Receiver()
    post.webhooks = {"crm": Webhook("crm", dark.url)}
    await post.add(*range(30))
    for _ in range(3):
        await post.round(60)
    with dark.up():
        for _ in range(60):
            await post.round(3600)
            if len(dark.ids) == 30:
                break
    assert dark.ids == {f"msg_{n}" for n in range(30)}


async def test_a_receiver_that_fails_is_not_flooded(post: Post) -> None:
    post.receiver.failures = ["500"] * 100
    await post.add(*range(30))
    await post.round()
    before = len(post.receiver.tries)
    await post.round(30)
    assert len(post.receiver.tries) == before + 1


async def test_a_wish_to_wait_is_heard(post: Post) -> None:
    post.receiver.failures = ["429"]
    await post.add(1)
    await post.round()
    await post.add(2)
    await post.round(0.9)
    assert len(post.receiver.tries) == 1
    await post.round(0.2)
    assert [one.id for one in post.receiver.taken] == ["msg_2"]


async def test_after_a_410_nothing_more_is_sent(post: Post, caplog: pytest.LogCaptureFixture) -> None:
    post.receiver.failures = ["410"]
    await post.add(1)
    await post.round()
    await post.add(2)
    await post.round(600)
    assert len(post.receiver.tries) == 1
    assert [each.letter.id for each in await post.outbox.dead()] == ["msg_1"]
    assert "msg_1 to webhook crm is not sent any more: status 410" in caplog.text


async def test_after_days_a_letter_is_given_up_and_kept_aside(post: Post) -> None:
    post.receiver.failures = ["500"] * 1000
    await post.add(1)
    for _ in range(15):
        await post.round(LATE / 10)
    assert [each.letter.id for each in await post.outbox.dead()] == ["msg_1"]
    tried = len(post.receiver.tries)
    await post.round(LATE)
    assert len(post.receiver.tries) == tried


async def test_letters_to_a_name_that_is_gone_are_given_up(post: Post) -> None:
    await post.add(1)
    post.webhooks = {"other": Webhook("other", post.receiver.url)}
    await post.round(LATE + 1)
    await post.delivery.tidy()
    assert await post.outbox.sizes() == Sizes(0, 1)
    assert post.receiver.tries == []
    assert post.metrics.registry.get_sample_value("devanture_letters_dead") == 1


async def test_a_slow_receiver_holds_up_no_other(post: Post) -> None:
    post.receiver.failures = ["slow"] * 100
    with running_receiver() as other:
        post.webhooks = {
            "crm": Webhook("crm", post.receiver.url, timeout=0.3),
            "other": Webhook("other", other.url, timeout=30.0),
        }
        await post.add(*range(40))
        told = json.dumps({"about": "a", "rule": "r", "visitor": "v", "told": {}})
        await post.outbox.add([Letter("msg_other", "other", "bert", told, NOON)])
        await post.delivery.look()
        await post.until(lambda: other.ids == {"msg_other"})


async def test_two_workers_send_nothing_twice(post: Post) -> None:
    twin = Post(post.folder, post.receiver, post.clock)
    await post.add(*range(40))
    for _ in range(4):
        await asyncio.gather(post.round(), twin.round())
    ids = [one.id for one in post.receiver.tries]
    assert sorted(ids) == sorted(f"msg_{n}" for n in range(40))
    await twin.close()


async def test_what_a_dead_worker_had_taken_is_sent_by_another(post: Post) -> None:
    await post.add(1)
    await post.outbox.take("crm", NOON, NOON + post.timeout + MARGIN, 1)
    await post.round()
    assert post.receiver.tries == []
    await post.round(post.timeout + MARGIN)
    assert post.receiver.ids == {"msg_1"}


async def test_without_a_secret_nothing_is_sent_and_nothing_lost(post: Post) -> None:
    (post.folder / "webhooks").write_text("no folder")
    await post.add(1)
    await post.round()
    assert post.receiver.tries == []
    (post.folder / "webhooks").unlink()
    await post.round(3600)
    assert post.receiver.ids == {"msg_1"}


async def test_a_site_without_webhooks_opens_nothing(post: Post) -> None:
    post.webhooks = {}
    await post.round()
    await post.delivery.tidy()
    assert not post.sheet.is_there
