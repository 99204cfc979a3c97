"""Asks the shop's own service for a unique code, in such a way that asking twice costs no second code."""

import asyncio
from hashlib import sha256

from aiohttp import ClientError

from proxy.providers.codefile import LONGEST
from proxy.providers.web import AnswerError, Web
from rules.codes import Pool, Wish

_NONE_LEFT = frozenset({204, 404, 409, 410})
"""What a service answers that has no code to give (RFC 9110, 15)."""


async def asked(web: Web, token: str, pool: Pool, named: tuple[Wish, str]) -> str | None:
    """Return the code for a wish of a visitor, None where the service has none left; AnswerError for anything else.

    The Idempotency-Key is the same however often and from wherever the same is asked
    (draft-ietf-httpapi-idempotency-key-header); nothing else says who asks.
    """
    wish, who = named
    key = sha256(f"{who} {wish.pool} {wish.rule}".encode()).hexdigest()
    headers = {"Idempotency-Key": f'"{key}"'} | ({"Authorization": f"Bearer {token}"} if token else {})
    told = {"pool": pool.name, "rule": wish.rule, "valid_seconds": wish.span}
    try:
        async with asyncio.timeout(pool.seconds):
            status, answer = await web.posted(pool.url, told, headers)
    except (ClientError, OSError, TimeoutError) as error:
        raise AnswerError(str(error) or "no answer in time") from error
    if status in _NONE_LEFT:
        return None
    return _code(pool, status, answer)


def _code(pool: Pool, status: int, answer: object) -> str:
    if answer is None:
        raise AnswerError(f"the status is {status}")
    for key in pool.answer:
        answer = answer.get(key) if isinstance(answer, dict) else None
    code = str(answer).strip() if isinstance(answer, str | int) and not isinstance(answer, bool) else ""
    if not code or len(code) > LONGEST or not code.isprintable():
        raise AnswerError(f'there is no code under "{".".join(pool.answer)}"')
    return code
