"""What shoppers send: form fields and query strings in the charset their browser wrote them in."""

from urllib.parse import parse_qsl

from aiohttp import web

from examples.shop.answers import CHARSET


def query(request: web.Request) -> dict[str, str]:
    return _fields(request.rel_url.raw_query_string)


async def form(request: web.Request) -> dict[str, str]:
    return _fields((await request.read()).decode("ascii", "replace"))


def whole_number(text: str, otherwise: int) -> int:
    """A quantity as typed; what is no number is the other one."""
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 3 else otherwise


def _fields(encoded: str) -> dict[str, str]:
    """Browsers write a form in the page's own charset, hand-made links are UTF-8: what is valid UTF-8 is that."""
    try:
        return dict(parse_qsl(encoded, keep_blank_values=True, errors="strict"))
    except UnicodeDecodeError:
        return dict(parse_qsl(encoded, keep_blank_values=True, encoding=CHARSET, errors="replace"))
