"""Strings that have broken pages before: what a value may hold when a shop, a visitor or a feed writes it."""

from collections.abc import Mapping

MARKUP = (
    "<", ">", "<>", "</", "<!", "<?", "<!-", "<!--", "-->", "--!>", "<!-->", "<!--->", "]]>", "<![CDATA[",
    "<![CDATA[x]]>", "<b>", "</b>", "</p>", "</div>", "</td></tr></table>", "</body></html>", "</script>",
    "</SCRIPT >", "</script/x>", "</style>", "</textarea>", "</title>", "</noscript>", "</iframe>", "</xmp>",
    "</template>", "</svg>", "</select>", "<plaintext>", "<script>", "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>", "<svg/onload=alert(1)>", "<base href=//evil.test>",
    "<meta http-equiv=refresh content=0>", "<form action=//evil.test>", "<iframe srcdoc='<b>'>", "<table><tr><td>",
    "<select><option>", "<frameset>", "<p><div></p>", "<a><a>", "<math><mi//xlink:href=x>", "< script>", "<\nscript>",
    "<scr<script>ipt>", "<!doctype html>", "<?xml version='1.0'?>", "<body onload=x>", "<html>", "<head>",
)  # fmt: skip
QUOTES = (
    '"', "'", "`", '""', "''", "\"'", '">', "'>", "` onfocus=x `", '" onmouseover="alert(1)',
    "' onmouseover='alert(1)", '"/><b a="', "\\", '\\"', "\\'", "\\u0022", "\\x3c", "=", "/>", " autofocus",
    '" style="x', "';alert(1)//",
)  # fmt: skip
REFERENCES = (
    "&", "&&", "&amp;", "&amp;amp;", "&lt;", "&lt", "&lt;b&gt;", "&#60;", "&#x3c;", "&#x3C", "&#0;", "&#xD800;",
    "&#x110000;", "&#99999999999;", "&#", "&#x", "&notit;", "&not", "&copy=1", "&quot;", "&apos;", "&nbsp;", "&Tab;",
    "&NewLine;", "&colon;", "&lbrace;", "&nosuch;",
)  # fmt: skip
TEMPLATES = (
    "{{ 7*7 }}", "{{", "}}", "{%", "%}", "{#", "#}", "{% raw %}", "${7*7}", "#{7*7}", "<%= 7*7 %>", "<?= 7 ?>",
    "[[ x ]]", "{{ ''.__class__ }}", "%s", "%n%n", "%(x)s", "{0}", "{x.__init__}", "$1", "\\1", "\\g<0>", "$&", "{}",
    "*|NAME|*",
)  # fmt: skip
ADDRESSES = (
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\tscript:alert(1)", "java\nscript:alert(1)", " javascript:x",
    "\x01javascript:x", "data:text/html,<b>", "vbscript:x", "//evil.test", "/\\evil.test", "\\\\evil.test",
    "https:evil.test", "http://a@evil.test", "http://[::1", "?q=a&b=c#d", "%0d%0aSet-Cookie:x", "%00", "%u0041",
    "../../etc/passwd", "%2e%2e%2f",
)  # fmt: skip
SPACES = (
    "", " ", "  ", "\t", "\n", "\r", "\r\n", "\n\n", "\x0c", "\x0b", " \n ", "\n<b>", "\x1b[31m", "\x7f", "\x85",
    "\xa0", "\u2028", "\u2029", "\u3000", "\u200b", "\u200d", "\u2060", "\ufeff", "\u180e", "\xad",
    "\r\nX-Injected: 1\r\n\r\n",
)  # fmt: skip
BYTES = (
    "\x00", "a\x00b", "\x01", "\x08", "\x0e", "\x1f", "\x80", "\x9f", "\ufffd", "\ufffe", "\uffff", "\U0001fffe",
    "\U0010ffff",
)  # fmt: skip
SCRIPTS = (
    "\u202eabc", "\u202dabc\u202c", "\u2066x\u2069", "\u0645\u0631\u062d\u0628\u0627", "\u05e9\u05dc\u05d5\u05dd",
    "\u65e5\u672c\u8a9e", "\u8868\u80fd\u30bd", "\ud55c\uad6d\uc5b4", "\xdcn\xefc\xf6d\xe9", "\xdf", "\u0130",
    "\u0131", "\u017f", "\ufb01", "\xe9", "e\u0301", "Z\u0351\u036b\u0343", "\U0001f600",
    "\U0001f469\u200d\U0001f469\u200d\U0001f467", "\U0001f1ec\U0001f1e7", "\u20ac", "\xa5", "\u203e",
    "\uff1cscript\uff1e", "\u02ba", "\U0001d532", "\u03a9",
)  # fmt: skip
WORDS = (
    "null", "undefined", "None", "NaN", "true", "NO", "0", "-0", "1e309", "0x0", "1,000.00", "01", "[]", "__proto__",
    "constructor", "O'Neill", "'; DROP TABLE visitors;--", "1 OR 1=1", "$(id)", "`id`", "| id", "a" * 5000, "<" * 300,
    "&" * 300, '"' * 300, "\u0301" * 200,
)  # fmt: skip

KINDS: Mapping[str, tuple[str, ...]] = {
    "markup": MARKUP,
    "quotes": QUOTES,
    "references": REFERENCES,
    "templates": TEMPLATES,
    "addresses": ADDRESSES,
    "spaces": SPACES,
    "bytes": BYTES,
    "scripts": SCRIPTS,
    "words": WORDS,
}

NAUGHTY = tuple(text for texts in KINDS.values() for text in texts)
