"""Requests of our own beside the corpus: what stands next to its cases, in each category."""

from collections.abc import Iterator, Mapping

from tests.support.corpus import RequestCase

_HOST = b"Host: shop.test\r\n"
_INNER = b"GET /smuggled/x HTTP/1.1\r\nHost: shop.test\r\n\r\n"
_HELLO = b"5\r\nhello\r\n0\r\n\r\n"


def asking(*lines: bytes, target: bytes = b"/c/ours", method: bytes = b"GET") -> bytes:
    return b"%s %s HTTP/1.1\r\n" % (method, target) + _HOST + b"".join(line + b"\r\n" for line in lines) + b"\r\n"


def posting(*lines: bytes, body: bytes = b"hello") -> bytes:
    return asking(*lines, method=b"POST") + body


def coded(coding: bytes) -> bytes:
    """A body that is a whole request when the coding is not understood."""
    body = b"0\r\n\r\n" + _INNER
    return posting(b"Content-Length: %d" % len(body), coding, body=body)


def chunked(body: bytes) -> bytes:
    return posting(b"Transfer-Encoding: chunked", body=body)


def hosted(*lines: bytes, version: bytes = b"1.1") -> bytes:
    return b"GET /c/ours HTTP/%s\r\n" % version + b"".join(line + b"\r\n" for line in lines) + b"\r\n"


def started(line: bytes) -> bytes:
    return line + b"\r\n" + _HOST + b"\r\n"


REFUSED: Mapping[str, bytes] = {
    "cl+te in the other order": posting(b"Transfer-Encoding: chunked", b"Content-Length: 15", body=_HELLO),
    "cl+te twice": posting(b"Transfer-Encoding: chunked", b"Transfer-Encoding: chunked", body=_HELLO),
    "cl minus": posting(b"Content-Length: -5"),
    "cl plus": posting(b"Content-Length: +5"),
    "cl hex": posting(b"Content-Length: 0x5"),
    "cl dot": posting(b"Content-Length: 5.0"),
    "cl two words": posting(b"Content-Length: 5 5"),
    "cl quoted": posting(b'Content-Length: "5"'),
    "cl underscore": posting(b"Content-Length: 0_5"),
    "cl 21 digits": posting(b"Content-Length: 100000000000000000005"),
    "cl 2**64 and 5": posting(b"Content-Length: 18446744073709551621"),
    "cl twice, the same": posting(b"Content-Length: 5", b"Content-Length: 5"),
    "cl list, the same": posting(b"Content-Length: 5,5"),
    "cl on a folded line": posting(b"X: 1", b" Content-Length: 5"),
    "cl and del": posting(b"Content-Length: 5\x7f"),
    "te twice chunked": coded(b"Transfer-Encoding: chunked, chunked"),
    "te identity": coded(b"Transfer-Encoding: identity"),
    "te gzip, chunked": coded(b"Transfer-Encoding: gzip, chunked"),
    "te chunked, identity": coded(b"Transfer-Encoding: chunked, identity"),
    "te with a parameter": coded(b"Transfer-Encoding: chunked;q=1"),
    "te xchunked": coded(b"Transfer-Encoding: xchunked"),
    "te comma first": coded(b"Transfer-Encoding: , chunked"),
    "te comma last": coded(b"Transfer-Encoding: chunked,"),
    "te name with a space": coded(b"Transfer-Encoding : chunked"),
    "te on a folded line": coded(b"X: 1\r\n Transfer-Encoding: chunked"),
    "te folded value": coded(b"Transfer-Encoding:\r\n chunked"),
    "te and nul": coded(b"Transfer-Encoding: chunked\x00"),
    "te and no length, gzip": posting(b"Transfer-Encoding: gzip", body=_INNER),
    "chunk size minus": chunked(b"-5\r\nhello\r\n0\r\n\r\n"),
    "chunk size no hex": chunked(b"5g\r\nhello\r\n0\r\n\r\n"),
    "chunk size space first": chunked(b" 5\r\nhello\r\n0\r\n\r\n"),
    "chunk size space last": chunked(b"5 \r\nhello\r\n0\r\n\r\n"),
    "chunk size nul": chunked(b"5\x00\r\nhello\r\n0\r\n\r\n"),
    "chunk lines end with lf": chunked(b"5\nhello\n0\n\n"),
    "chunk lines end with cr": chunked(b"5\rhello\r0\r\r"),
    "chunk last with lf": chunked(b"5\r\nhello\r\n0\n\n"),
    "chunk size 17 digits": chunked(b"00000000000000000000000fffffffffffffffff\r\nhello\r\n0\r\n\r\n"),
    "chunk size 2**64": chunked(b"FFFFFFFFFFFFFFFFF\r\nhello\r\n0\r\n\r\n"),
    "chunk extension lf": chunked(b"5;a\nhello\r\n0\r\n\r\n"),
    "chunk extension nul": chunked(b"5;a=\x00\r\nhello\r\n0\r\n\r\n"),
    "chunk extension 20k": chunked(b"5;" + b"x" * 20_000 + b"\r\nhello\r\n0\r\n\r\n"),
    "chunk extension 5k at the last": chunked(b"5\r\nhello\r\n0;" + b"x" * 5000 + b"\r\n\r\n"),
    "chunk trailers 70k": chunked(b"5\r\nhello\r\n0\r\n" + b"X-A: %s\r\n" % (b"v" * 1000) * 70 + b"\r\n"),
    "chunk trailer with a space": chunked(b"5\r\nhello\r\n0\r\nX A: 1\r\n\r\n"),
    "chunk trailer nul": chunked(b"5\r\nhello\r\n0\r\nX-A: \x00\r\n\r\n"),
    "chunk too short": chunked(b"3\r\nhello\r\n0\r\n\r\n"),
    "line of 0.9": b"GET /c/ours\r\n\r\n",
    "line http/1": started(b"GET /c/ours HTTP/1"),
    "line http/1.10": started(b"GET /c/ours HTTP/1.10"),
    "line http/3.0": started(b"GET /c/ours HTTP/3.0"),
    "line no slash": started(b"GET /c/ours HTTP1.1"),
    "line space first": started(b" GET /c/ours HTTP/1.1"),
    "line two words of method": started(b"GE T /c/ours HTTP/1.1"),
    "line method high byte": started(b"G\xc9T /c/ours HTTP/1.1"),
    "line of 100k": started(b"GET /c/ours?" + b"x" * 100_000 + b" HTTP/1.1"),
    "line star and get": started(b"GET * HTTP/1.1"),
    "line no slash in the target": started(b"GET c/ours HTTP/1.1"),
    "line del in the target": started(b"GET /c/ours\x7f HTTP/1.1"),
    "line connect": b"CONNECT shop.test:443 HTTP/1.1\r\nHost: shop.test:443\r\n\r\n",
    "line fragment": started(b"GET /c/ours#part HTTP/1.1"),
    "line tls": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    "line socks": b"\x05\x01\x00",
    "line nothing but control bytes": b"\x00" * 100 + b"\r\n\r\n",
    "host twice, the same": hosted(b"Host: shop.test", b"Host: shop.test"),
    "host twice, differing": hosted(b"Host: shop.test", b"Host: evil.test"),
    "host empty": hosted(b"Host:"),
    "host with a user": hosted(b"Host: evil@shop.test"),
    "host with a space": hosted(b"Host: shop.test evil.test"),
    "host list": hosted(b"Host: shop.test, evil.test"),
    "host high byte": hosted(b"Host: sh\xf6p.test"),
    "host del": hosted(b"Host: shop.test\x7f"),
    "host question": hosted(b"Host: shop.test?x"),
    "host minus port": hosted(b"Host: shop.test:-80"),
    "host folded": hosted(b"Host: shop.test\r\n .evil.test"),
    "host on a folded line": hosted(b"X: 1\r\n Host: shop.test"),
    "host foreign": hosted(b"Host: evil.test"),
    "host foreign in 1.0": hosted(b"Host: evil.test", version=b"1.0"),
    "host quoted": hosted(b'Host: "shop.test"'),
    "field without a colon": asking(b"X-Nothing"),
    "field that begins with a space": b"GET /c/ours HTTP/1.1\r\n X-A: 1\r\nHost: shop.test\r\n\r\n",
    "field value control": asking(b"X-A: a\x01b"),
    "field value escape": asking(b"X-A: a\x1bb"),
    "field value vtab": asking(b"X-A: a\x0bb"),
    "field name tab": asking(b"X-A\t: 1"),
    "field name quoted": asking(b'"X-A": 1'),
    "field name control": asking(b"X\x01A: 1"),
    "field name of 40k": asking(b"X" * 40_000 + b": 1"),
    "fields of 300": asking(*(b"X-%d: v" % number for number in range(300))),
    "fields of 90k": asking(*(b"X-%d: %s" % (number, b"v" * 9000) for number in range(10))),
    "expect something else": posting(b"Content-Length: 5", b"Expect: 200-ok"),
    "cl superscript digit": posting("Content-Length: ²5".encode()),
    "cl list of three": posting(b"Content-Length: 5, 5, 6"),
    "cl tab inside": posting(b"Content-Length: 5\t5"),
    "cl semicolon": posting(b"Content-Length: 5;"),
    "cl and a bare cr": posting(b"Content-Length: 5\r"),
    "cl alias with a nul": posting(b"Content-Length\x00: 5"),
    "te deflate": coded(b"Transfer-Encoding: deflate"),
    "te chunked twice in lines": coded(b"Transfer-Encoding: identity\r\nTransfer-Encoding: chunked"),
    "te backslash": coded(b"Transfer-Encoding: \\chunked"),
    "te high k": coded(b"Transfer-Encoding: chun\xe2\x84\xaaed"),
    "te double colon": coded(b"Transfer-Encoding:: chunked"),
    "te in 1.0 with a keep-alive": coded(b"Connection: keep-alive\r\nTransfer-Encoding: chunked").replace(
        b"HTTP/1.1", b"HTTP/1.0", 1
    ),
    "chunk size of a comma": chunked(b"5,5\r\nhello\r\n0\r\n\r\n"),
    "chunk size fullwidth": chunked(b"\xef\xbc\x95\r\nhello\r\n0\r\n\r\n"),
    "chunk end with cr cr lf": chunked(b"5\r\r\nhello\r\n0\r\n\r\n"),
    "chunk data ends with lf": chunked(b"5\r\nhello\n0\r\n\r\n"),
    "chunk last minus": chunked(b"5\r\nhello\r\n-0\r\n\r\n"),
    "chunk trailer folded": chunked(b"5\r\nhello\r\n0\r\nX-A: 1\r\n b\r\n\r\n"),
    "line https version": started(b"GET /c/ours HTTPS/1.1"),
    "line version without a digit": started(b"GET /c/ours HTTP/1."),
    "line version with a minus": started(b"GET /c/ours HTTP/-1.1"),
    "line tab in the target": started(b"GET /c/ou\trs HTTP/1.1"),
    "line formfeed": started(b"GET\x0c/c/ours HTTP/1.1"),
    "line method of 40k": started(b"G" * 40_000 + b" /c/ours HTTP/1.1"),
    "line method with a colon": started(b"GET: /c/ours HTTP/1.1"),
    "line no method": started(b"/c/ours HTTP/1.1"),
    "line authority form": started(b"GET shop.test:80 HTTP/1.1"),
    "host with a path": hosted(b"Host: shop.test/x"),
    "host with a scheme": hosted(b"Host: http://shop.test"),
    "host star": hosted(b"Host: *"),
    "host tab inside": hosted(b"Host: shop\t.test"),
    "host port with a plus": hosted(b"Host: shop.test:+80"),
    "host two ports": hosted(b"Host: shop.test:80:80"),
    "host bare ipv6": hosted(b"Host: ::1"),
    "host less than": hosted(b"Host: <shop.test>"),
    "field name comma": asking(b"X,A: 1"),
    "field name at": asking(b"X@A: 1"),
    "field name bracket": asking(b"X[A]: 1"),
    "field name del": asking(b"X\x7fA: 1"),
    "field value backspace": asking(b"X-A: a\x08b"),
    "field value that ends in a nul": asking(b"X-A: a\x00"),
    "field folded by a tab": asking(b"X-A: a\r\n\tb"),
    "expect twice": posting(b"Content-Length: 5", b"Expect: 100-continue", b"Expect: 200-ok"),
}
"""Each by its name; the first word is the category."""

FORWARDED: Mapping[str, bytes] = {
    "control head": asking(method=b"HEAD"),
    "control options": asking(method=b"OPTIONS"),
    "control delete": asking(method=b"DELETE"),
    "control patch": asking(b"Content-Length: 0", method=b"PATCH"),
    "control propfind": asking(method=b"PROPFIND"),
    "control 1.0": hosted(b"Host: shop.test", version=b"1.0"),
    "te without a space": posting(b"Transfer-Encoding:chunked", body=_HELLO),
    "te in capitals": posting(b"TRANSFER-ENCODING: CHUNKED", body=_HELLO),
    "chunk of upper hex": chunked(b"A\r\n0123456789\r\n0\r\n\r\n"),
    "chunk of one byte each": chunked(b"1\r\nh\r\n" * 500 + b"0\r\n\r\n"),
    "chunk extension of 1k": chunked(b"5;" + b"x" * 1000 + b"\r\nhello\r\n0\r\n\r\n"),
    "host in capitals": hosted(b"Host: SHOP.TEST"),
    "host without a space": hosted(b"Host:shop.test"),
    "host between tabs": hosted(b"Host:\tshop.test\t"),
    "field empty": asking(b"X-A:"),
    "field of high bytes": asking(b"X-A: caf\xe9 \xc3\xa9"),
    "field with a tab": asking(b"X-A: a\tb"),
    "fields of 200": asking(*(b"X-%d: v" % number for number in range(200))),
    "fields cookie of 16k": asking(b"Cookie: a=" + b"v" * 16_000),
    "fields two cookies": asking(b"Cookie: a=1", b"Cookie: b=2"),
    "hop h2c": asking(
        b"Connection: Upgrade, HTTP2-Settings", b"Upgrade: h2c", b"HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA"
    ),
    "hop te trailers": asking(b"TE: trailers", b"Connection: TE"),
    "hop keep-alive": asking(b"Connection: keep-alive", b"Keep-Alive: timeout=5"),
    "hop content-length named": posting(b"Connection: Content-Length", b"Content-Length: 5"),
    "hop cookie named": asking(b"Connection: Cookie", b"Cookie: a=1"),
    "hop odd connection": asking(b"Connection: ,, ;, \xff, close"),
    "hop proxy-connection": asking(b"Proxy-Connection: keep-alive"),
    "hop upgrade to tls": asking(b"Connection: Upgrade", b"Upgrade: TLS/1.0"),
    "hop connection twice": asking(b"Connection: X-A", b"Connection: X-B", b"X-A: 1", b"X-B: 2"),
    "hop keep-alive in 1.0": hosted(b"Host: shop.test", b"Connection: keep-alive", version=b"1.0"),
    "control put empty": asking(b"Content-Length: 0", method=b"PUT"),
    "control delete with a body": asking(b"Content-Length: 5", method=b"DELETE") + b"hello",
    "control method of our own": asking(method=b"M-SEARCH"),
    "chunk last of many zeros": chunked(b"5\r\nhello\r\n0000\r\n\r\n"),
    "chunk trailers that are named": posting(b"Transfer-Encoding: chunked", b"Trailer: X-A", body=_HELLO),
    "chunk and expect": posting(b"Transfer-Encoding: chunked", b"Expect: 100-continue", body=_HELLO),
    "fields cookie odd": asking(b'Cookie: a="b;c"; =; ;; d; e=f=g; \xff=\xfe; dv=x; __Host-dv=y'),
    "fields cookies of one name": asking(b"Cookie: a=1; a=2; A=3"),
    "fields accept-language odd": asking(b"Accept-Language: ;;q=, *, x-\xff, en;q=9"),
    "fields range odd": asking(b"Range: bytes=-, 0-0,,9-1", b"If-Range: x"),
    "fields date odd": asking(b"If-Modified-Since: yesterday", b"Date: never"),
    "fields of 250": asking(*(b"X-%d: v" % number for number in range(250))),
    "field long": asking(b"X-A: " + b"v" * 30_000),
    "identity claims": asking(
        b"X-Forwarded-For: unknown, [::1]:1, 1.2.3",
        b"X-Forwarded-Proto: gopher",
        b'Forwarded: for="_x";;,,proto',
        b"X-Forwarded-Port: 99999",
        b"X-HTTP-Method-Override: DELETE",
        b"Client-IP: x",
    ),
    "identity log quotes": asking(b'User-Agent: "}\\u000a{"', b"Referer: http://x/\\n%0d%0a"),
    "identity sec": asking(b"Sec-Fetch-Dest: ?", b"Sec-GPC: 1", b"DNT: 1", b"Sec-Purpose: prefetch;prerender"),
    "identity override": asking(
        b"X-Forwarded-Host: evil.test", b"Forwarded: host=evil.test", b"X-Original-URL: /admin"
    ),
}

TARGETS = (
    b"/c/ours?", b"/c/ours/?a=1?b=2", b"//evil.test/c/ours", b"/c/ours/../x", b"/c/ours/./x", b"/c/ours//x",
    b"/c/ours/%2e%2e/x", b"/c/ours/%00", b"/c/ours;jsessionid=1", b"/c/ours/%zz", b"/c/ours/%",
    b"/c/ours?a=%E9&b=%u1234", b"/c/ours?a=b&amp;c", b"/c/ours/@x", b"/c/ours/~x", b"/c/ours/*", b"/c/ours?%",
    b"/c/ours/a:b", b"/?", b"/c/ours?a[]=1&a[]=2", b"/c/ours?u=http://x.test/",
    b"/c/ours/" + b"x" * 8000, b"/c/ours/%c3%a9%E9", b"/c/ours/%2F%2f%5C", b"/c/ours/..%2f..", b"/c/ours/%0d%0aX:%20y",
    b"/c/ours/$&'()+,;=:@", b"/c/ours?&&==", b"/c/ours?a=%00&b=%FF", b"/c/ours/index.php/x.css;y", b"/c/ours/.", b"/.",
    b"/c/ours/%7E~%7e", b"/c//ours//", b"///", b"/c/ours?a=1;b=2", b"/c/ours?+%20+", b"/c/ours!", b"/:80/c/ours",
)  # fmt: skip

DOUBTFUL: Mapping[str, bytes] = {
    "control get with a body": asking(b"Content-Length: 5") + b"hello",
    "line 1.0 without a host": hosted(version=b"1.0"),
    "line space last": started(b"GET /c/ours HTTP/1.1 "),
    "line two spaces": started(b"GET  /c/ours HTTP/1.1"),
    "line absolute": started(b"GET http://shop.test/c/ours HTTP/1.1"),
    "line absolute in capitals": started(b"GET HTTP://SHOP.TEST/c/ours HTTP/1.1"),
    "line absolute without a path": started(b"GET http://shop.test?q HTTP/1.1"),
    "line absolute with a backslash": started(b"GET http://shop.test\\@evil.test/c/ours HTTP/1.1"),
    "line absolute https": started(b"GET https://shop.test/c/ours HTTP/1.1"),
    "line raw quotes": started(b'GET /c/ours?a="<b>" HTTP/1.1'),
    "line raw latin-1": started(b"GET /c/ours/\xe9 HTTP/1.1"),
    "host no port": hosted(b"Host: shop.test:"),
    "host port 0": hosted(b"Host: shop.test:0"),
    "host percent": hosted(b"Host: shop%2etest"),
    "host ipv6": hosted(b"Host: [::1]"),
    "host two dots": hosted(b"Host: shop.test.."),
    "hop websocket": asking(
        b"Connection: Upgrade",
        b"Upgrade: websocket",
        b"Sec-WebSocket-Version: 13",
        b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    ),
    "hop websocket by post": posting(b"Connection: Upgrade", b"Upgrade: websocket", b"Content-Length: 5"),
    "hop websocket and a request behind": asking(b"Connection: Upgrade", b"Upgrade: websocket") + asking(),
    "hop two upgrades": asking(b"Connection: Upgrade", b"Upgrade: h2c, websocket"),
    "pipeline garbage behind": asking() + b"garbage\r\n\r\n",
    "pipeline nul behind": asking() + b"\x00\x00\x00\r\n\r\n",
    "chunk trailer of framing": chunked(b"5\r\nhello\r\n0\r\nTransfer-Encoding: chunked\r\nHost: evil.test\r\n\r\n"),
    "line space in an absolute target": started(b"GET http://shop.test /c/ours HTTP/1.1"),
    "line absolute with a port": started(b"GET http://shop.test:80/c/ours HTTP/1.1"),
    "line absolute empty authority": started(b"GET http:///c/ours HTTP/1.1"),
    "line absolute of one slash": started(b"GET http:/c/ours HTTP/1.1"),
    "line absolute with a fragment": started(b"GET http://shop.test/c/ours#x HTTP/1.1"),
    "line options absolute": started(b"OPTIONS http://shop.test HTTP/1.1"),
    "line query without a path": started(b"GET ?c HTTP/1.1"),
    "line raw brackets": started(b"GET /c/ours[]{}|^` HTTP/1.1"),
    "line empty ones of lf": b"\n\n" + asking(),
    "host underscore": hosted(b"Host: shop_test"),
    "host idn": hosted(b"Host: xn--shp-rna.test"),
    "host many dots": hosted(b"Host: shop.test."),
    "host localhost": hosted(b"Host: localhost"),
    "host metadata": hosted(b"Host: 169.254.169.254"),
    "host of an octal address": hosted(b"Host: 0177.0.0.1"),
    "hop websocket without a version": asking(b"Connection: Upgrade", b"Upgrade: websocket"),
    "hop websocket in capitals": asking(b"Connection: UPGRADE", b"Upgrade: WebSocket", b"Sec-WebSocket-Version: 13"),
    "hop websocket in 1.0": hosted(b"Host: shop.test", b"Connection: Upgrade", b"Upgrade: websocket", version=b"1.0"),
    "hop h2c and a body": posting(b"Connection: Upgrade", b"Upgrade: h2c", b"Content-Length: 5"),
    "hop transfer-encoding named": posting(
        b"Connection: Transfer-Encoding", b"Transfer-Encoding: chunked", body=_HELLO
    ),
    "pipeline without a host behind": asking() + b"GET /smuggled/x HTTP/1.1\r\n\r\n",
    "pipeline of a head and a smuggler": asking(method=b"HEAD") + b"0\r\n\r\n",
    "chunk size in 16 digits": chunked(b"0000000000000005\r\nhello\r\n0\r\n\r\n"),
    "chunk extension with a space": chunked(b"5 ; a=b\r\nhello\r\n0\r\n\r\n"),
    "chunk extension of high bytes": chunked(b"5;\xff\r\nhello\r\n0\r\n\r\n"),
    "fields underscore": posting(b"Content_Length: 6", b"Content-Length: 5"),
}

LEFT_OPEN: Mapping[str, bytes] = {
    "cl short": posting(b"Content-Length: 10"),
    "chunk cut": chunked(b"5\r\nhel"),
    "chunk without a last": chunked(b"5\r\nhello\r\n"),
    "line cut": b"GET /c/ou",
    "nothing": b"\r\n",
    "chunk size cut": chunked(b"5"),
    "chunk extension cut": chunked(b"5;a"),
    "chunk cr cut": chunked(b"5\r\nhello\r\n0\r\n\r"),
    "cl and nothing": posting(b"Content-Length: 10", body=b""),
    "line whole": b"GET /c/ours HTTP/1.1\r\n",
    "head without its last lf": asking()[:-1],
}
"""Requests that end before their end; the client shuts its side."""


def neighbours() -> Iterator[RequestCase]:
    for name, raw in REFUSED.items():
        yield RequestCase(id=name, expect="reject", raw=raw)
    for name, raw in FORWARDED.items():
        yield RequestCase(id=name, expect="forward-normalized", raw=raw, forward_count=1)
    for target in TARGETS:
        name = f"target {target[:30].decode()}"
        yield RequestCase(
            id=name, expect="forward-normalized", raw=asking(target=target), upstream_target=target, forward_count=1
        )
    for name, raw in DOUBTFUL.items():
        yield RequestCase(id=name, expect="either", raw=raw)
    for name, raw in LEFT_OPEN.items():
        yield RequestCase(id=f"{name}, half closed", expect="reject", raw=raw, half_close=True)
    for name, raw in {"get": asking(), "post": posting(b"Content-Length: 5"), "chunks": chunked(_HELLO)}.items():
        yield RequestCase(
            id=f"whole {name}, half closed", expect="forward-normalized", raw=raw, half_close=True, forward_count=1
        )
    yield RequestCase(
        id="pipeline half closed", expect="forward-normalized", raw=asking() * 15, half_close=True, forward_count=15
    )
    yield RequestCase(
        id="pipeline of kinds",
        expect="forward-normalized",
        raw=asking(method=b"HEAD") + posting(b"Content-Length: 5") + chunked(_HELLO) + asking(),
        forward_count=4,
    )
    yield RequestCase(id="pipeline of twenty", expect="forward-normalized", raw=asking() * 20, forward_count=20)
    yield RequestCase(
        id="pace byte by byte",
        expect="forward-normalized",
        raw=chunked(_HELLO),
        split=1,
        split_ms=1,
        forward_count=1,
        upstream_body=b"hello",
    )
