import pytest

from proxy.providers.web import LARGEST, AnswerError, Web
from tests.support.codeshop import code_shop
from tests.support.openmeteo import serving


async def test_an_answer_is_its_status_and_its_json() -> None:
    async with serving() as service:
        web = Web(2.0)
        service.body = {"a": [1, None]}
        assert await web.asked(service.url, {"q": "x y&z"}) == (200, {"a": [1, None]})
        service.status = 404
        assert await web.asked(service.url, {}) == (404, None)
        await web.close()
        assert service.asked[0]["q"] == "x y&z"


@pytest.mark.parametrize("body", ["", "{", "x" * (LARGEST + 1)])
async def test_what_is_no_json_or_too_much_is_refused(body: str) -> None:
    async with serving() as service:
        web = Web(2.0)
        service.body = body
        with pytest.raises(AnswerError):
            await web.asked(service.url, {})
        await web.close()


async def test_who_asked_nothing_has_nothing_to_close() -> None:
    await Web(2.0).close()


async def test_what_is_posted_is_answered_by_json_or_by_a_status() -> None:
    async with code_shop() as shop:
        web = Web(5.0)
        assert await web.posted(shop.url, {"pool": "a"}, {"Idempotency-Key": "1"}) == (
            200,
            {"coupon": {"code": "API-000"}},
        )
        shop.status = 410
        assert await web.posted(shop.url, {"pool": "a"}, {"Idempotency-Key": "1"}) == (410, None)
        await web.close()
        assert shop.asked == [{"pool": "a"}] * 2
