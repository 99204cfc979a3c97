"""Asks web services for JSON: briefly, without redirects, and never for more than a page of it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

import aiohttp

LARGEST = 2**18
"""Bytes of an answer that are read."""


_GOOD = frozenset({200, 201})


class AnswerError(Exception):
    """A service's answer is of no use; the message names neither the address nor a key."""


@dataclass(slots=True)
class Web:
    """One pool of connections, opened with the first question; `seconds` is how long an answer may take."""

    seconds: float
    _pool: aiohttp.ClientSession | None = field(default=None, init=False)

    async def asked(self, url: str, params: Mapping[str, str], token: str = "") -> tuple[int, object]:
        """Return the status and the JSON of an answer, None for one that is not 200.

        Raise AnswerError, aiohttp.ClientError or TimeoutError.
        """
        headers = {"Accept": "application/json", **({"Authorization": f"Bearer {token}"} if token else {})}
        async with self._opened().get(url, params=params, headers=headers, allow_redirects=False) as answer:
            return answer.status, _read(await _body(answer)) if answer.status == 200 else None

    async def posted(self, url: str, body: object, headers: Mapping[str, str]) -> tuple[int, object]:
        """Return the status and the JSON of an answer to JSON, None for a status that is no success, and for no body.

        Raise AnswerError, aiohttp.ClientError or TimeoutError.
        """
        asking = {"Accept": "application/json", **headers}
        async with self._opened().post(url, json=body, headers=asking, allow_redirects=False) as answer:
            raw = await _body(answer) if answer.status in _GOOD else b""
            return answer.status, _read(raw) if raw else None

    async def close(self) -> None:
        if self._pool is not None:
            await self._pool.close()
            self._pool = None

    def _opened(self) -> aiohttp.ClientSession:
        if self._pool is None:
            timeout = aiohttp.ClientTimeout(total=self.seconds)
            self._pool = aiohttp.ClientSession(timeout=timeout, cookie_jar=aiohttp.DummyCookieJar(), trust_env=False)
        return self._pool


async def _body(answer: aiohttp.ClientResponse) -> bytes:
    body = bytearray()
    async for piece in answer.content.iter_any():
        body += piece
        if len(body) > LARGEST:
            raise AnswerError(f"it is over {LARGEST} bytes")
    return bytes(body)


def _read(body: bytes) -> object:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise AnswerError("it is no JSON") from None
