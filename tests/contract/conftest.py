from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from tests.support.redis import Redis, running_cluster, running_redis


@pytest.fixture(scope="module")
def redis_of(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], str]]:
    """Start what is asked for when it is asked for, and empty it for each test."""
    running: dict[str, Redis] = {}

    def started(shape: str) -> str:
        if shape not in running:
            folder = tmp_path_factory.mktemp(shape)
            block = running_cluster(folder) if shape == "cluster" else running_redis(folder)
            (running[shape],) = stack.enter_context(block)
        running[shape].asked("FLUSHALL")
        return running[shape].url.replace("redis:", "redis+cluster:" if shape == "cluster" else "redis:")

    with ExitStack() as stack:
        yield started
