"""Asks Redis for a visitor as the hand-written Python peer does: one GET by the client library."""

from collections.abc import Awaitable, Callable

from redis.asyncio import Redis

from benchmarks.peers.running import HOST

Visitors = Callable[[str], Awaitable[str]]


def visitors(port: int) -> Visitors:
    link = Redis(host=HOST, port=port, decode_responses=True)

    async def visitor(who: str) -> str:
        return str(await link.get(f"visitor:{who}") or "")

    return visitor
