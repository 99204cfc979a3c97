import codecs
from html import unescape

import pytest
import turbohtml.detect  # noqa: F401 (registers the decoders of the Encoding Standard, our oracle)
from hypothesis import given
from hypothesis import strategies as st
from turbohtml import parse

from proxy.charset import Charset, charset_of

_ENCODINGS = [
    "utf-8",
    "ibm866",
    "iso-8859-2",
    "iso-8859-3",
    "iso-8859-4",
    "iso-8859-5",
    "iso-8859-6",
    "iso-8859-7",
    "iso-8859-8",
    "iso-8859-8-i",
    "iso-8859-10",
    "iso-8859-13",
    "iso-8859-14",
    "iso-8859-15",
    "iso-8859-16",
    "koi8-r",
    "koi8-u",
    "macintosh",
    "windows-874",
    "windows-1250",
    "windows-1251",
    "windows-1252",
    "windows-1253",
    "windows-1254",
    "windows-1255",
    "windows-1256",
    "windows-1257",
    "windows-1258",
    "x-mac-cyrillic",
    "gbk",
    "gb18030",
    "big5",
    "euc-jp",
    "shift_jis",
    "euc-kr",
]
_CHARACTERS = "".join(map(chr, [*range(0x20, 0x26), *range(0x27, 0x7F), *range(0xA0, 0xD800), *range(0xE000, 0xFDD0)]))


def name(content_type: str = "text/html", html: bytes = b"<p>") -> str:
    found = charset_of(content_type, html)
    return found.name if found else "none"


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("iso-8859-1", "windows-1252"),
        ("ISO-8859-1", "windows-1252"),
        ("latin1", "windows-1252"),
        ("us-ascii", "windows-1252"),
        ("gb2312", "gbk"),
        ("utf8", "utf-8"),
        ('"utf-8"', "utf-8"),
        (" utf-8 ", "utf-8"),
        ("x-sjis", "shift_jis"),
        ("ks_c_5601-1987", "euc-kr"),
        ("iso-8859-9", "windows-1254"),
    ],
)
def test_a_label_means_what_browsers_take_it_for(label: str, expected: str) -> None:
    assert name(f"text/html; charset={label}") == expected


@pytest.mark.parametrize(
    "label",
    ["utf-16", "utf-16be", "utf-16le", "iso-2022-jp", "hz-gb-2312", "iso-2022-kr", "utf-7", "shop-8", "replacement"],
)
def test_what_is_not_ascii_or_not_known_is_left_alone(label: str) -> None:
    assert name(f"text/html; charset={label}") == "none"


def test_a_byte_order_mark_is_stronger_than_a_label() -> None:
    assert name("text/html; charset=koi8-r", b"\xef\xbb\xbf<p>") == "utf-8"
    assert name("text/html; charset=utf-8", b"\xff\xfe<\0p\0>\0") == "none"
    assert name("text/html; charset=utf-8", b"\xfe\xff\0<\0p\0>") == "none"


def test_a_label_is_stronger_than_a_meta() -> None:
    assert name("text/html; charset=koi8-r", b"<meta charset=utf-8>") == "koi8-r"


@pytest.mark.parametrize("content_type", ["text/html", "text/html; charset=", "text/html; level=1", ""])
def test_without_a_label_the_meta_speaks(content_type: str) -> None:
    assert name(content_type, b"<meta charset=koi8-r>") == "koi8-r"


@pytest.mark.parametrize(
    "html",
    [
        b"<meta charset=koi8-r>",
        b"<META CHARSET='KOI8-R'>",
        b'<meta name=x charset="koi8-r" />',
        b"<meta/charset=koi8-r />",
        b'<meta http-equiv="Content-Type" content="text/html; charset=koi8-r">',
        b"<meta content='text/html; charset=\"koi8-r\"' http-equiv=content-type>",
        b"<!-- <meta charset=utf-8> --><meta charset=koi8-r>",
        b"<!--><meta charset=koi8-r>",
        b"<a title='<meta charset=utf-8>'><meta charset=koi8-r>",
        b"<!doctype html <meta charset=utf-8><meta charset=koi8-r>",
        b"<meta charset=shop-8><meta charset=koi8-r>",
        b"<meta charset=koi8-r charset=utf-8>",
        b"<title><meta charset=koi8-r>",
    ],
)
def test_a_meta_declares(html: bytes) -> None:
    assert name(html=html) == "koi8-r"
    assert parse(html).encoding == "KOI8-R"


@pytest.mark.parametrize(
    "html",
    [
        b"",
        b"<p>caf\xe9",
        b"<metacharset=koi8-r>",
        b"<br/ charset=koi8-r>",
        b"<meta charset=koi8-r",
        b"<meta charset='koi8-r>",
        b"<meta content='text/html; charset=koi8-r'>",
        b"<meta http-equiv=refresh content='text/html; charset=koi8-r'>",
        b"<!-- <meta charset=koi8-r>",
        b" " * 1020 + b"<meta charset=koi8-r>",
    ],
)
def test_without_a_declaration_it_is_windows_1252_undeclared(html: bytes) -> None:
    assert charset_of("text/html", html) == Charset("windows-1252", declared=False)


def test_a_meta_that_could_be_read_is_not_utf_16() -> None:
    assert name(html=b"<meta charset=utf-16>") == "utf-8"
    assert name(html=b"<meta charset=x-user-defined>") == "windows-1252"


_PIECES = st.sampled_from(
    [
        b"<meta charset=gbk>",
        b"<meta charset=bogus>",
        b"<!--",
        b"-->",
        b"<p a='",
        b"'",
        b">",
        b"<!d",
        b"</p ",
        b"=",
        b" ",
    ]
)


@given(st.lists(_PIECES, max_size=12).map(b"".join))
def test_it_finds_what_a_parser_finds(head: bytes) -> None:
    html = head + b">'\xe9"
    assert name(html=html) == str(parse(html).encoding).lower()


def test_text_is_written_in_the_bytes_of_the_page() -> None:
    assert Charset("windows-1252").encode("caf\xe9 20 \u20ac") == b"caf\xe9 20 \x80"
    assert Charset("utf-8").encode("caf\xe9") == b"caf\xc3\xa9"
    assert Charset("shift_jis").encode("\u8868") == b"\x95\\"


def test_what_the_page_cannot_say_is_a_reference() -> None:
    assert Charset("windows-1252").encode("\u0142\U0001f6d2") == b"&#322;&#128722;"


def test_an_undeclared_page_gets_ascii_only() -> None:
    assert Charset("windows-1252", declared=False).encode("caf\xe9") == b"caf&#233;"


def test_the_yen_sign_never_becomes_a_backslash() -> None:
    assert Charset("euc-jp").encode("\xa5") == b"&#165;"


@pytest.mark.parametrize("encoding", _ENCODINGS)
def test_every_character_that_is_written_is_read_back_by_a_browser(encoding: str) -> None:
    written = Charset(encoding).encode(_CHARACTERS)
    assert unescape(codecs.decode(written, f"whatwg-{encoding}")) == _CHARACTERS


@given(st.text(alphabet=st.characters(max_codepoint=0x7F)), st.sampled_from([*_ENCODINGS, "x-user-defined"]))
def test_ascii_stays_ascii_in_every_encoding(text: str, encoding: str) -> None:
    assert Charset(encoding).encode(text) == text.encode()


def test_a_page_is_read_without_ever_failing() -> None:
    assert Charset("shift_jis").decode(b"\x95\\ \x83") == "\u8868 \ufffd"
    assert Charset("x-user-defined").decode(b"a\xe9") == "a\ufffd"
