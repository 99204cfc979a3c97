"""Origins of our own beside the corpus: what stands next to its faulty upstreams, in each category."""

import gzip
import zlib
from collections.abc import Iterator, Mapping, Sequence

from tests.support.corpus import IfRewritten, Step, UpstreamCase

PAGE = b"<!doctype html><html><head><title>t</title></head><body><h1>shop</h1><p>text</p></body></html>"
HTML = b"Content-Type: text/html; charset=utf-8"
CLOSE = Step("close")
HANG = Step("hang")
RESET = Step("reset")


def head(*lines: bytes, start: bytes = b"HTTP/1.1 200 OK") -> bytes:
    return b"\r\n".join((start, *lines, b"", b""))


def page(*lines: bytes, body: bytes = PAGE, start: bytes = b"HTTP/1.1 200 OK") -> bytes:
    return head(HTML, b"Content-Length: %d" % len(body), *lines, start=start) + body


def chunks(raw: bytes) -> bytes:
    return head(HTML, b"Transfer-Encoding: chunked") + raw


def coded(coding: bytes, body: bytes) -> bytes:
    return page(b"Content-Encoding: " + coding, body=body)


ZIPPED = gzip.compress(PAGE, mtime=0)

FAILED: Mapping[str, Sequence[Step | bytes]] = {
    "connection closed at once": [CLOSE],
    "head cut and reset": [b"HTTP/1.1 200 OK\r\nX", RESET],
    "head begun, then silence": [b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nX", HANG],
    "start line alone": [b"HTTP/1.1 200 OK\r\n", CLOSE],
    "status of two digits": [head(b"Content-Length: 0", start=b"HTTP/1.1 20 OK"), CLOSE],
    "status minus": [head(b"Content-Length: 0", start=b"HTTP/1.1 -200 OK"), CLOSE],
    "html without a head": [PAGE, CLOSE],
    "nothing but ends of lines": [b"\r\n\r\n\r\n", CLOSE],
    "tls instead": [b"\x15\x03\x01\x00\x02\x02\x46", CLOSE],
    "length hex": [head(HTML, b"Content-Length: 0x3") + b"abc", CLOSE],
    "length with a word": [head(HTML, b"Content-Length: 3 bytes") + b"abc", CLOSE],
    "length empty": [head(HTML, b"Content-Length:") + b"abc", CLOSE],
    "length twice, differing": [head(HTML, b"Content-Length: 3", b"Content-Length: 4") + b"abcd", CLOSE],
    "switch unasked": [head(b"Connection: Upgrade", b"Upgrade: x", start=b"HTTP/1.1 101 Switching Protocols"), HANG],
    "early hints and an end": [head(b"Link: </a.css>", start=b"HTTP/1.1 103 Early Hints"), CLOSE],
    "hundreds of 100 and an end": [head(start=b"HTTP/1.1 100 Continue") * 300, CLOSE],
    "a field of 100k": [page(b"X-A: " + b"v" * 100_000), CLOSE],
    "closed halfway without a word": [Step("half_close")],
    "early hints and a reset": [head(b"Link: </a.css>", start=b"HTTP/1.1 103 Early Hints"), RESET],
    "100 and nonsense": [head(start=b"HTTP/1.1 100 Continue"), b"nonsense\r\n\r\n", CLOSE],
    "101 as if it were final": [head(b"Content-Length: 2", start=b"HTTP/1.1 101 Sure") + b"ok", CLOSE],
    "length of a nul": [head(HTML, b"Content-Length: 3\x00") + b"abc", CLOSE],
    "length of 25 digits": [head(HTML, b"Content-Length: " + b"1" * 25) + b"abc", CLOSE],
    "length dot": [head(HTML, b"Content-Length: 3.0") + b"abc", CLOSE],
    "length superscript": [head(HTML, "Content-Length: ³".encode()) + b"abc", CLOSE],
    "status none": [head(b"Content-Length: 0", start=b"HTTP/1.1"), CLOSE],
    "status with a letter": [head(b"Content-Length: 0", start=b"HTTP/1.1 2x0 OK"), CLOSE],
    "version ftp": [head(b"Content-Length: 0", start=b"FTP/1.1 200 OK"), CLOSE],
    "smtp": [b"220 mail.test ESMTP\r\n\r\n", CLOSE],
    "a request instead": [b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", CLOSE],
    "400 fields": [page(*(b"X-%d: v" % number for number in range(400))), CLOSE],
}

CUT: Mapping[str, Sequence[Step | bytes]] = {
    "chunk cut": [chunks(b"10\r\nabc"), CLOSE],
    "chunk cut by a reset": [chunks(b"3\r\nabc\r\n"), RESET],
    "chunk size no hex": [chunks(b"3\r\nabc\r\nxyz\r\n"), CLOSE],
    "chunk size minus": [chunks(b"-3\r\nabc\r\n0\r\n\r\n"), CLOSE],
    "chunk longer than it says": [chunks(b"3\r\nabcdef\r\n0\r\n\r\n"), CLOSE],
    "chunk stalls": [chunks(b"3\r\nabc\r\n"), HANG],
    "trailer never ends": [chunks(b"3\r\nabc\r\n0\r\nX-A: 1\r\n"), CLOSE],
    "until the end, by a reset": [head(HTML) + b"abc", RESET],
    "chunk last without its end": [chunks(b"3\r\nabc\r\n0\r\n"), CLOSE],
    "chunk size empty": [chunks(b"3\r\nabc\r\n\r\n"), CLOSE],
    "chunk size of 20 digits": [chunks(b"3\r\nabc\r\n" + b"1" * 20 + b"\r\nx"), CLOSE],
    "chunk size with an underscore": [chunks(b"1_0\r\n" + b"x" * 16 + b"\r\n0\r\n\r\n"), CLOSE],
    "chunk of a download cut": [chunks(b"10\r\nabc").replace(b"text/html", b"image/png"), CLOSE],
    "length too long, then halfway closed": [head(HTML, b"Content-Length: 9") + b"abc", Step("half_close")],
    "a gzip page stalls": [head(HTML, b"Content-Encoding: gzip", b"Content-Length: 999") + ZIPPED[:40], HANG],
    "an image stalls": [head(b"Content-Type: image/png", b"Content-Length: 999") + b"abc", HANG],
    "length too long for an image": [head(b"Content-Type: image/png", b"Content-Length: 99") + b"abc", CLOSE],
    "gzip page with a length too long": [head(HTML, b"Content-Encoding: gzip", b"Content-Length: 999") + ZIPPED, CLOSE],
}

WHOLE: Mapping[str, Sequence[Step | bytes]] = {
    "control": [page()],
    "control, no reason": [page(start=b"HTTP/1.1 200 ")],
    "control, bare 1.0": [page(start=b"HTTP/1.0 200 OK"), CLOSE],
    "early hints": [head(b"Link: </a.css>", start=b"HTTP/1.1 103 Early Hints"), page()],
    "102 and later the page": [head(start=b"HTTP/1.1 102 Processing"), Step("sleep", ms=100), page()],
    "three interim heads": [head(start=b"HTTP/1.1 100 Continue") * 3 + page()],
    "head in two halves": [page()[:30], Step("sleep", ms=50), page()[30:]],
    "chunks one byte each": [chunks(b"".join(b"1\r\n%c\r\n" % byte for byte in PAGE) + b"0\r\n\r\n")],
    "chunks with extensions": [chunks(b"3;a=b\r\nabc\r\n0;c\r\n\r\n")],
    "zlib": [coded(b"deflate", zlib.compress(PAGE))],
    "gzip in two members": [coded(b"gzip", gzip.compress(PAGE[:20], mtime=0) + gzip.compress(PAGE[20:], mtime=0))],
    "gzip of nothing": [coded(b"gzip", gzip.compress(b"", mtime=0))],
    "identity": [coded(b"identity", PAGE)],
    "empty page": [page(body=b"")],
    "no type": [head(b"Content-Length: %d" % len(PAGE)) + PAGE],
    "a cookie with a comma": [page(b"Set-Cookie: a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT", b"Set-Cookie: b=2")],
    "half closed": [page(), Step("half_close")],
    "length with zeros": [head(HTML, b"Content-Length: 0003") + b"abc"],
    "until the end": [head(HTML) + PAGE, CLOSE],
    "chunks in upper hex": [chunks(b"A\r\n0123456789\r\n0\r\n\r\n")],
    "chunks and trailers": [chunks(b"3\r\nabc\r\n0\r\nX-A: 1\r\nSet-Cookie: evil=1\r\n\r\n")],
    "early hints of its own length": [
        head(b"Content-Length: 5", start=b"HTTP/1.1 103 Early Hints"),
        Step("sleep", ms=50),
        page(),
    ],
    "gzip with a name": [coded(b"gzip", b"\x1f\x8b\x08\x08\0\0\0\0\0\x03page.html\0" + ZIPPED[10:])],
    "gzip in chunks of one byte": [
        head(HTML, b"Content-Encoding: gzip", b"Transfer-Encoding: chunked")
        + b"".join(b"1\r\n%c\r\n" % byte for byte in ZIPPED)
        + b"0\r\n\r\n",
    ],
    "gzip over lines": [page(b"Content-Encoding: identity", b"Content-Encoding: GZIP", body=ZIPPED)],
    "utf-16 and its mark": [page(body=b"\xff\xfe" + PAGE.decode().encode("utf-16-le"))],
    "iso-2022-jp": [head(b"Content-Type: text/html; charset=iso-2022-jp", b"Content-Length: 94") + PAGE],
    "a charset that is none": [head(b'Content-Type: text/html; charset="x;y', b"Content-Length: 94") + PAGE],
    "backslash bytes of shift_jis": [
        head(b"Content-Type: text/html; charset=Shift_JIS", b"Content-Length: 96")
        + PAGE.replace(b"text", "ソ表能".encode("shift_jis")),
    ],
    "script without an end": [page(body=PAGE.replace(b"<p>", b"<script>var a = '<p>"))],
    "comment without an end": [page(body=PAGE.replace(b"<p>", b"<!-- <p>"))],
    "plaintext": [page(body=PAGE.replace(b"<p>", b"<plaintext><p>"))],
    "nul bytes": [page(body=PAGE.replace(b"text", b"te\0xt"))],
    "template and svg": [
        page(body=PAGE.replace(b"text", b"<template><h1>x</h1></template><svg><title>h1</title></svg>"))
    ],
    "deep": [page(body=PAGE.replace(b"text", b"<div>" * 3000))],
    "ten thousand tags": [page(body=PAGE.replace(b"text", b"<b>x</b>" * 10_000))],
    "410 and 503": [page(start=b"HTTP/1.1 410 Gone")],
    "203": [page(start=b"HTTP/1.1 203 Non-Authoritative Information")],
    "a hundred cookies": [page(*(b"Set-Cookie: c%d=v; Path=/" % number for number in range(100)))],
    "404": [page(start=b"HTTP/1.1 404 Not Found")],
    "redirect": [head(b"Location: /next", b"Content-Length: 0", start=b"HTTP/1.1 302 Found")],
}

DOUBTFUL: Mapping[str, Sequence[Step | bytes]] = {
    "status 099": [page(start=b"HTTP/1.1 099 Odd")],
    "status 600": [page(start=b"HTTP/1.1 600 Odd")],
    "version 1.2": [page(start=b"HTTP/1.2 200 OK")],
    "version 0.9": [page(start=b"HTTP/0.9 200 OK")],
    "lf alone": [page().replace(b"\r\n", b"\n")],
    "reason with a control": [page(start=b"HTTP/1.1 200 O\x01K")],
    "reason of 10k": [page(start=b"HTTP/1.1 200 " + b"x" * 10_000)],
    "field folded": [page(b"X-A: a\r\n b")],
    "field with a space before its colon": [page(b"X-A : b")],
    "field name of high bytes": [page(b"X-\xe9: b")],
    "length twice, the same": [page(b"Content-Length: %d" % len(PAGE))],
    "length list": [head(HTML, b"Content-Length: 3, 3") + b"abc"],
    "length and chunks": [chunks(b"3\r\nabc\r\n0\r\n\r\n").replace(b"\r\nTr", b"\r\nContent-Length: 3\r\nTr")],
    "an unknown coding of transfer": [head(HTML, b"Transfer-Encoding: x-shop") + b"abc", CLOSE],
    "gzip of transfer": [head(HTML, b"Transfer-Encoding: gzip, chunked") + b"3\r\nabc\r\n0\r\n\r\n"],
    "chunks in 1.0": [chunks(b"3\r\nabc\r\n0\r\n\r\n").replace(b"HTTP/1.1", b"HTTP/1.0"), CLOSE],
    "gzip cut short": [coded(b"gzip", ZIPPED[:-12])],
    "gzip and junk": [coded(b"gzip", ZIPPED + b"junk")],
    "gzip that is none": [coded(b"gzip", PAGE)],
    "br that is none": [coded(b"br", PAGE)],
    "zstd that is none": [coded(b"zstd", PAGE)],
    "two types": [page(b"Content-Type: text/plain")],
    "length zero and a page": [head(HTML, b"Content-Length: 0") + PAGE],
    "204 and a length": [head(b"Content-Length: 5", start=b"HTTP/1.1 204 No Content") + b"hello"],
    "205": [head(b"Content-Length: 0", start=b"HTTP/1.1 205 Reset Content")],
    "chunked and gzip named apart": [head(HTML, b"Transfer-Encoding: chunked", b"Transfer-Encoding: gzip"), CLOSE],
    "gzip, br": [coded(b"gzip, br", ZIPPED)],
    "ten codings": [coded(b", ".join([b"gzip"] * 10), ZIPPED)],
    "gzip without a trailer": [coded(b"gzip", ZIPPED[:-8])],
    "zlib cut short": [coded(b"deflate", zlib.compress(PAGE)[:-6])],
    "gzip named, nothing there": [coded(b"gzip", b"")],
    "field value backspace and nul": [page(b"X-A: \x08\x00")],
    "a colon first": [page(b": x")],
    "a cookie over lines": [page(b"Set-Cookie: a=1\r\n\tb=2")],
    "a location with a cr": [page(b"Location: /a\rSet-Cookie: evil=1")],
    "a length among trailers": [chunks(b"3\r\nabc\r\n0\r\nContent-Length: 9\r\n\r\n")],
    "two dates": [page(b"Date: Thu, 01 Jan 2026 00:00:00 GMT", b"Date: Thu, 01 Jan 2026 00:00:01 GMT")],
}

_BOMB = gzip.compress(b"<p>" + b"x" * (100 * 2**20), compresslevel=9, mtime=0)
_TAGGED = IfRewritten(cache_control=("private", "no-store"), no_strong_etag=True, no_header=("content-md5", "digest"))


def faulty() -> Iterator[UpstreamCase]:
    for name, script in FAILED.items():
        yield UpstreamCase(id=name, expect="reject", steps=_steps(script), status=(502, 503, 504), max_attempts=2)
    for name, script in CUT.items():
        yield UpstreamCase(id=name, expect="reject", steps=_steps(script), incomplete=True)
    for name, script in WHOLE.items():
        yield UpstreamCase(id=name, expect="forward-normalized", steps=_steps(script))
    for name, script in DOUBTFUL.items():
        yield UpstreamCase(id=name, expect="either", steps=_steps(script))
    yield from _of_policy()
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        yield UpstreamCase(
            id=f"closed after {method}",
            expect="reject",
            steps=_steps([CLOSE]),
            method=method,
            max_attempts=1,
            status=(502, 503),
        )
    for name, byte in {"escape": b"\x1b", "backspace": b"\x08"}.items():
        steps = _steps([page(b"X-A: a" + byte + b"b")])
        yield UpstreamCase(id=f"field value {name}", expect="either", steps=steps, response_forbid=(byte.decode(),))
    yield UpstreamCase(
        id="gzip bomb", expect="either", steps=_steps([coded(b"gzip", _BOMB)]), memory_mib=64, max_attempts=1
    )
    yield from _of_floods()
    yield from _of_methods()
    stray = _steps([page(), page(body=b"<h1>EVIL</h1>")])
    yield UpstreamCase(
        id="a stray answer at once", expect="forward-normalized", steps=stray, repeat=5, response_forbid=("EVIL",)
    )
    yield UpstreamCase(
        id="a stray piece of a head",
        expect="forward-normalized",
        steps=_steps([page(), Step("sleep", ms=20), b"HTTP/1.1 200 EVIL\r\nX-Evil: "]),
        repeat=4,
        gap_ms=60,
        response_forbid=("EVIL", "X-Evil"),
    )


def _of_methods() -> Iterator[UpstreamCase]:
    talkative = page(body=b"<h1>EVIL</h1>")
    for name, raw, headers in (
        ("HEAD", talkative, None),
        ("GET", talkative.replace(b"200 OK", b"304 Not Modified"), {"If-None-Match": '"a"'}),
        ("GET", talkative.replace(b"200 OK", b"204 No Content"), None),
    ):
        yield UpstreamCase(
            id=f"a body behind {name} {raw[9:12].decode()}",
            expect="either",
            steps=_steps([raw]),
            method=name,
            headers=headers,
            repeat=3,
            response_forbid=("EVIL",),
        )
    for method in ("GET", "HEAD", "OPTIONS"):
        yield UpstreamCase(
            id=f"closed after {method}",
            expect="reject",
            steps=_steps([CLOSE]),
            method=method,
            max_attempts=2,
            status=(502,),
        )
    early = [head(b"Content-Length: 0", start=b"HTTP/1.1 401 Unauthorized")]
    for method, size in {"PUT": 500_000, "POST": 10}.items():
        yield UpstreamCase(
            id=f"an early 401 to {method}",
            expect="forward-normalized",
            steps=_steps(early),
            method=method,
            body_bytes=size,
            early=True,
            status=(401,),
            max_attempts=1,
        )


def _of_floods() -> Iterator[UpstreamCase]:
    mib = 2**20
    large: Sequence[Step | bytes] = [
        head(HTML, b"Content-Length: %d" % (60 * mib)),
        Step("repeat", raw=b"<p>" + b"x" * (mib - 3), n=60),
    ]
    image: Sequence[Step | bytes] = [
        head(b"Content-Type: image/png", b"Content-Length: %d" % (60 * mib)),
        Step("repeat", raw=bytes(mib), n=60),
    ]
    for name, script in {"a page of 60 MiB": large, "an image of 60 MiB": image}.items():
        yield UpstreamCase(
            id=name, expect="forward-normalized", steps=_steps(script), body_len=60 * mib, verbatim=True, memory_mib=64
        )
    floods: Mapping[str, Sequence[Step | bytes]] = {
        "100 without end": [Step("repeat", raw=head(start=b"HTTP/1.1 100 Continue"), n=10_000), CLOSE],
        "ends of lines without end": [Step("repeat", raw=b"\r\n", n=2_000_000), CLOSE],
        "a status line without end": [b"HTTP/1.1 200 ", Step("repeat", raw=b"x" * 1000, n=20_000), CLOSE],
        "a field name without end": [b"HTTP/1.1 200 OK\r\n", Step("repeat", raw=b"x" * 1000, n=20_000), CLOSE],
    }
    for name, flood in floods.items():
        steps = _steps(flood)
        yield UpstreamCase(id=name, expect="reject", steps=steps, status=(502, 504), memory_mib=64, max_attempts=2)
    extension: Sequence[Step | bytes] = [
        chunks(b"3;"),
        Step("repeat", raw=b"x" * 1000, n=20_000),
        b"\r\nabc\r\n0\r\n\r\n",
    ]
    yield UpstreamCase(id="an extension of 20 MB", expect="either", steps=_steps(extension), memory_mib=64)


def _of_policy() -> Iterator[UpstreamCase]:
    lines = (b'ETag: "a"', b"Cache-Control: public, max-age=60", b"Content-MD5: x", b"Digest: x", b"Vary: Cookie")
    yield UpstreamCase(id="validators", expect="forward-normalized", steps=_steps([page(*lines)]), if_rewritten=_TAGGED)
    verbatim = {
        "a part": page(b"Content-Range: bytes 0-92/200", start=b"HTTP/1.1 206 Partial Content"),
        "no-transform among others": page(b"Cache-Control: public, No-Transform"),
        "a download": page(b"Content-Disposition: attachment"),
        "json": head(b"Content-Type: application/json", b"Content-Length: 15") + b'{"a":"<h1></">"}'[:15],
        "xhtml": page().replace(b"text/html; charset=utf-8", b"application/xhtml+xml"),
        "svg": page().replace(b"text/html; charset=utf-8", b"image/svg+xml"),
        "an error of the shop": page(start=b"HTTP/1.1 500 Oops"),
    }
    for name, raw in verbatim.items():
        status = (500,) if name.startswith("an error") else ()
        yield UpstreamCase(
            id=f"verbatim {name}",
            expect="forward-normalized",
            steps=_steps([raw]),
            verbatim=True,
            status=status,
            headers={"Range": "bytes=0-92"},
        )


def _steps(script: Sequence[Step | bytes]) -> Sequence[Step]:
    return [Step("send", raw=each) if isinstance(each, bytes) else each for each in script]
