"""Opens the outboxes and agendas of a test: in memory, in a file, and in a real Redis, alone or as a cluster."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from pathlib import Path

from proxy.edge.tasks import Tasks
from proxy.metrics import Metrics
from proxy.store_url import redis_url
from proxy.stores import Waits
from proxy.stores.journal.stream import routes_of
from proxy.stores.redis.routes import Routes
from tests.support.redis import Redis, running_cluster, running_redis

SHAPES = ("memory", "file", "redis", "cluster", "either")


@contextmanager
def redis_by_shape(folder: Path) -> Iterator[Callable[[str], str]]:
    """Yield what starts a server of a shape when it is asked for, and empties it: it returns where that is."""
    running: dict[str, Redis] = {}

    def started(shape: str) -> str:
        if shape not in running:
            block = running_cluster(folder / shape) if shape == "cluster" else running_redis(folder / shape)
            (running[shape],) = stack.enter_context(block)
        running[shape].asked("FLUSHALL")
        return running[shape].url.replace("redis:", "redis+cluster:" if shape == "cluster" else "redis:")

    with ExitStack() as stack:
        yield started


@asynccontextmanager
async def reached(url: str) -> AsyncIterator[Routes]:
    """The way to a Redis, for as long as a test needs it."""
    tasks, routes = Tasks(Metrics()), routes_of(redis_url(url), Waits(1.0, 10.0))
    tasks.every(0.1, routes.run, "reach the outbox")
    await routes.tried()
    yield routes
    await tasks.stop(1.0)
    routes.close()
