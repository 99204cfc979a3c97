"""Answers as this shop has always given them: windows-1252, CRLF, gzip, absolute links, a strict CSP."""

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from http import HTTPStatus

from aiohttp import ETag, web

from examples.shop.floor import FLOOR

CHARSET = "windows-1252"
INLINE_SCRIPT = re.compile(r'<script type="text/javascript">(.*?)</script>', re.DOTALL)
KEPT_IN_A_304 = ("Cache-Control", "ETag", "Last-Modified", "Vary")

Values = Mapping[str, object]


def own_page(request: web.Request, template: str, values: Values) -> web.Response:
    """A page, or a fragment for XHR, of one shopper's own: kept by nobody."""
    answer = _squeezed(request, _html(request, template, values))
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def public_page(request: web.Request, template: str, values: Values) -> web.Response:
    """A page that is the same for everybody, or a 304 to a browser that holds it already."""
    answer = _html(request, template, values)
    answer.headers["Cache-Control"] = "public, max-age=0, must-revalidate"
    answer.headers["Vary"] = "Accept-Encoding"
    answer.etag = hashlib.sha256(_body(answer)).hexdigest()[:20]
    answer.last_modified = request.app[FLOOR].opened
    if not _already_held(request, answer):
        return _squeezed(request, answer)
    headers = {name: answer.headers[name] for name in KEPT_IN_A_304}
    return web.Response(status=HTTPStatus.NOT_MODIFIED, headers=headers)


def json_answer(request: web.Request, values: Values) -> web.Response:
    """JSON for shop.js: 200 whether it went well or not, slashes escaped as PHP does."""
    text = json.dumps(values).replace("/", "\\/")
    return _squeezed(request, web.Response(text=text, content_type="application/json"))


def redirect(request: web.Request, path: str, status: int = HTTPStatus.FOUND) -> web.Response:
    return web.Response(status=status, headers={"Location": home_url(request) + path})


def home_url(request: web.Request) -> str:
    """The shop's own address, without a slash at the end, which its absolute links begin with."""
    return request.app[FLOOR].public_url or f"{request.scheme}://{request.host}"


def _html(request: web.Request, template: str, values: Values) -> web.Response:
    floor, home = request.app[FLOOR], home_url(request)
    addresses = {"home": home + "/", "minicart": home + "/fragment/minicart"}
    everywhere = {
        "home": home,
        "categories": floor.catalogue.categories,
        "addresses": json.dumps(addresses).replace("/", "\\/"),
    }
    text = floor.templates.get_template(template).render(everywhere | dict(values))
    return web.Response(
        body=text.replace("\n", "\r\n").encode(CHARSET, "xmlcharrefreplace"),
        content_type="text/html",
        charset=CHARSET,
        headers={"Content-Security-Policy": _policy(text)},
    )


def _policy(text: str) -> str:
    """Inline scripts by hash: over UTF-8 and bare LF, whatever the page travels as (CSP3 section 6.7.3.3)."""
    digests = (hashlib.sha256(script.encode()).digest() for script in INLINE_SCRIPT.findall(text))
    hashes = "".join(f" 'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)
    return (
        f"default-src 'self'; script-src 'self'{hashes}; style-src 'self'; img-src 'self'; "
        "object-src 'none'; form-action 'self'; frame-ancestors 'self'"
    )


def _already_held(request: web.Request, answer: web.Response) -> bool:
    if request.if_none_match is not None:
        held = {tag.value for tag in request.if_none_match}
        return "*" in held or (answer.etag or ETag("")).value in held
    since = request.if_modified_since
    return since is not None and (answer.last_modified or datetime.now(UTC)) <= since


def _squeezed(request: web.Request, answer: web.Response) -> web.Response:
    answer.headers["Vary"] = "Accept-Encoding"
    if _takes_gzip(request.headers.get("Accept-Encoding", "")):
        answer.enable_compression(web.ContentCoding.gzip)
    return answer


def _takes_gzip(accepted: str) -> bool:
    offers = (offer.replace(" ", "").partition(";q=") for offer in accepted.lower().split(","))
    return any(coding == "gzip" and (not mark or weight.strip("0.")) for coding, mark, weight in offers)


def _body(answer: web.Response) -> bytes:
    return answer.body if isinstance(answer.body, bytes) else b""
