"""Finds the encoding of a page as a browser does, and writes text in it."""

import re
from dataclasses import dataclass
from functools import lru_cache

import webencodings

_PRESCAN = 1024
_SPACE = b"\t\n\f\r "
_TAG = re.compile(rb"<!--|(?P<meta><meta[\t\n\f\r /])|</?[a-z][^\t\n\f\r >]*|<[!/?]", re.IGNORECASE)
_ATTRIBUTE = re.compile(
    rb"[\t\n\f\r /]*([^\t\n\f\r />][^\t\n\f\r />=]*)"
    rb"(?:[\t\n\f\r ]*=[\t\n\f\r ]*(?:\"([^\"]*)(?:\"|\Z)|'([^']*)(?:'|\Z)|([^\t\n\f\r >]*)))?"
)
_PARAMETER = re.compile(r";[\t\n\r ]*charset=(\"(?:[^\"\\]|\\.)*\"?|[^;]*)", re.IGNORECASE)
_CONTENT = re.compile(r"charset\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s;\"'][^\s;]*))", re.ASCII)

_CODECS = {
    "shift_jis": "cp932",
    "euc-kr": "cp949",
    "big5": "big5hkscs",
    "iso-8859-8-i": "iso-8859-8",
    "macintosh": "mac-roman",
    "x-mac-cyrillic": "mac-cyrillic",
    "windows-874": "cp874",
    "x-user-defined": "ascii",
}
"""Python's codec where it bears another name than the Encoding Standard's encoding."""

_APART = {
    "shift_jis": "\xa2\xa3\xac\u2016\u2212\u301c\uf8f0\uf8f1\uf8f2\uf8f3",
    "big5": "\xa2\xa3\xa5\u2022\u203e\u223c\u2609\u2641\uff0f\uff3c\uff64",
    "euc-jp": "\xa2\xa3\xa5\xac\u2016\u203e\u2212\u301c",
    "koi8-u": "\u255d\u256c",
    "gb18030": "\u1e3f\ue5e5\ue78d\ue78e\ue78f\ue790\ue791\ue792\ue793\ue794\ue795\ue796\ue7c7"
    "\ue81e\ue826\ue82b\ue82c\ue832\ue843\ue854\ue864",
}
"""Characters that Python's codec writes as bytes a browser reads as another one, EUC-JP's yen sign as a backslash."""

_NOT_ASCII = frozenset({"utf-16le", "utf-16be", "iso-2022-jp", "replacement"})


@dataclass(frozen=True, slots=True)
class Charset:
    """An encoding in which ASCII bytes mean ASCII, `name` by the Encoding Standard.

    `declared` is False where the page does not say: a browser may then guess another one.
    """

    name: str
    declared: bool = True

    def encode(self, text: str) -> bytes:
        """Return the text as the browser will read it, with numeric character references where bytes cannot say it.

        On an undeclared page every character that is not ASCII is a reference: right whatever the browser guesses.
        """
        codec = _CODECS.get(self.name, self.name) if self.declared else "ascii"
        apart = {ord(char): f"&#{ord(char)};" for char in _APART.get(self.name, "")}
        return (text.translate(apart) if apart else text).encode(codec, "xmlcharrefreplace")

    def decode(self, html: bytes) -> str:
        return html.decode(_CODECS.get(self.name, self.name), "replace")


def charset_of(content_type: str, html: bytes) -> Charset | None:
    """Return the encoding of a page by its byte order mark, its label, its <meta> (HTML, 13.2.3), else windows-1252.

    None where splicing bytes is not safe: UTF-16, ISO-2022-JP, and labels that name no encoding, such as UTF-7.
    """
    if html.startswith(b"\xef\xbb\xbf"):
        return Charset("utf-8")
    if html.startswith((b"\xfe\xff", b"\xff\xfe")):
        return None
    label = _PARAMETER.search(content_type)
    if label and (text := label[1].strip('"')):
        return _named(_lookup(text))
    declared = _prescan(html[:_PRESCAN])
    return _named(declared) if declared else Charset("windows-1252", declared=False)


def _named(name: str) -> Charset | None:
    return Charset(name) if name and name not in _NOT_ASCII else None


def _lookup(label: str) -> str:
    found = webencodings.lookup(label)
    return found.name if found else ""


@lru_cache(256)
def _prescan(head: bytes) -> str:
    """Look for a declaration in the first bytes (HTML, 13.2.3.2); "" when there is none or the bytes run out."""
    position = 0
    while tag := _TAG.search(head, position):
        if tag[0] == b"<!--":
            # the two hyphens may be those of the opening: "<!-->" is a whole comment
            end = head.find(b"-->", tag.start() + 2)
            position = end + 3 if end >= 0 else len(head)
        elif tag[0] in (b"<!", b"<?", b"</"):
            end = head.find(b">", tag.end())
            position = end + 1 if end >= 0 else len(head)
        else:
            position, attributes = _attributes(head, tag.end())
            if tag["meta"] and position < len(head) and (name := _declared(attributes)):
                return name
    return ""


def _attributes(head: bytes, position: int) -> tuple[int, dict[str, str]]:
    """Return where the tag's attributes end and the first of each name."""
    found: dict[str, str] = {}
    while attribute := _ATTRIBUTE.match(head, position):
        position = attribute.end()
        name, *values = (part.lower().decode("latin-1") for part in attribute.groups(b""))
        found.setdefault(name, "".join(values))
    while position < len(head) and head[position] in _SPACE + b"/":
        position += 1
    return position, found


def _declared(attributes: dict[str, str]) -> str:
    name = _lookup(attributes.get("charset", ""))
    if "charset" not in attributes and attributes.get("http-equiv") == "content-type":
        content = _CONTENT.search(attributes.get("content", ""))
        name = _lookup(content[1] or content[2] or content[3] or "") if content else ""
    # a page whose <meta> could be read as ASCII is not UTF-16, whatever it says
    return {"utf-16le": "utf-8", "utf-16be": "utf-8", "x-user-defined": "windows-1252"}.get(name, name)
