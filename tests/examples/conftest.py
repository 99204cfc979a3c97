from collections.abc import AsyncIterator, Iterator

import pytest

from tests.support.devanture import Devanture, started_devanture
from tests.support.journeys import CAMPAIGNS, PATIENT
from tests.support.shop import Shopper, running_shop, shopper_in


@pytest.fixture(scope="session")
def campaigns(shop: str) -> Iterator[Devanture]:
    """All campaigns of examples/campaigns before the demo shop: it believes visitors about where they come from."""
    with started_devanture(shop, CAMPAIGNS, **PATIENT) as devanture:
        yield devanture


@pytest.fixture
async def shopper() -> AsyncIterator[Shopper]:
    async with running_shop() as url, shopper_in(url) as somebody:
        yield somebody
