from collections.abc import AsyncIterator

import pytest

from tests.support.shop import Shopper, running_shop, shopper_in


@pytest.fixture
async def shopper() -> AsyncIterator[Shopper]:
    async with running_shop() as url, shopper_in(url) as somebody:
        yield somebody
