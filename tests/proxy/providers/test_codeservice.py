from dataclasses import replace

import pytest

from proxy.providers.codeservice import asked
from proxy.providers.web import AnswerError, Web
from rules.codes import Pool, Wish
from tests.support.codeshop import CodeShop, code_shop
from tests.support.process import free_port

POOL = Pool("service", answer=("coupon", "code"))
WISH = Wish("service", "own-code", 3600.0)


async def told(shop: CodeShop, wish: Wish = WISH, who: str = "anna", token: str = "") -> str | None:
    web = Web(5.0)
    try:
        return await asked(web, token, replace(POOL, url=shop.url), (wish, who))
    finally:
        await web.close()


async def test_a_code_is_asked_for_by_pool_and_rule_and_nobody_is_named() -> None:
    async with code_shop() as shop:
        assert await told(shop, token="secret") == "API-000"
        assert shop.asked == [{"pool": "service", "rule": "own-code", "valid_seconds": 3600.0}]
        assert shop.tokens == ["Bearer secret"]
        assert "anna" not in str(shop.made)


async def test_who_asks_again_asks_for_the_same_code() -> None:
    async with code_shop() as shop:
        shop.lost = 1
        with pytest.raises(AnswerError):
            await told(shop)
        assert await told(shop) == await told(shop) == "API-000"
        assert len(shop.made) == 1


async def test_another_visitor_or_rule_asks_for_another_code() -> None:
    async with code_shop() as shop:
        codes = [await told(shop), await told(shop, who="bert"), await told(shop, replace(WISH, rule="other"))]
        assert codes == ["API-000", "API-001", "API-002"]


@pytest.mark.parametrize("status", [204, 404, 409, 410])
async def test_a_service_may_have_no_code_left(status: int) -> None:
    async with code_shop() as shop:
        shop.status = status
        assert await told(shop) is None


@pytest.mark.parametrize("status", [302, 400, 500, 503])
async def test_a_service_that_fails_is_told(status: int) -> None:
    async with code_shop() as shop:
        shop.status = status
        with pytest.raises(AnswerError, match=str(status)):
            await told(shop)


@pytest.mark.parametrize("answer", [{}, [], {"coupon": "A"}, {"coupon": {"code": ""}}, {"coupon": {"code": ["A"]}}])
async def test_an_answer_without_a_code_is_told(answer: object) -> None:
    async with code_shop() as shop:
        shop.answer = answer
        with pytest.raises(AnswerError, match=r'no code under "coupon\.code"'):
            await told(shop)


@pytest.mark.parametrize("code", ["x" * 65, "A\nB", True])
async def test_what_is_no_code_is_told(code: object) -> None:
    async with code_shop() as shop:
        shop.answer = {"coupon": {"code": code}}
        with pytest.raises(AnswerError):
            await told(shop)


async def test_a_number_is_a_code() -> None:
    async with code_shop() as shop:
        shop.answer = {"coupon": {"code": 4711}}
        assert await told(shop) == "4711"


async def test_a_service_that_is_not_there_is_told() -> None:
    with pytest.raises(AnswerError):
        await told(CodeShop(url=f"http://127.0.0.1:{free_port()}/"))
