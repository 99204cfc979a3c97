"""A shop's own service of codes beside a test: it gives the same one to who asks again, and may fail in between."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web

URL = "/codes"


@dataclass(slots=True)
class CodeShop:
    """`status` is what it answers; `lost` counts answers that get lost once a code was made."""

    url: str = ""
    status: int = 200
    lost: int = 0
    answer: object = None
    made: dict[str, str] = field(default_factory=dict)
    asked: list[dict[str, object]] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)

    async def told(self, request: web.Request) -> web.Response:
        key = request.headers["Idempotency-Key"]
        self.asked.append(await request.json())
        self.tokens.append(request.headers.get("Authorization", ""))
        if self.status != 200:
            return web.Response(status=self.status)
        code = self.made.setdefault(key, f"API-{len(self.made):03}")
        if self.lost:
            self.lost -= 1
            assert request.transport is not None
            request.transport.abort()
        return web.json_response({"coupon": {"code": code}} if self.answer is None else self.answer)


@asynccontextmanager
async def code_shop() -> AsyncIterator[CodeShop]:
    shop, app = CodeShop(), web.Application()
    app.router.add_post(URL, shop.told)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    shop.url = f"http://127.0.0.1:{runner.addresses[0][1]}{URL}"
    try:
        yield shop
    finally:
        await runner.cleanup()
