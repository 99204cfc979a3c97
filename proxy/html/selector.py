"""Says what is wrong with a selector, when a site is loaded and not when a visitor waits."""

from selectolax.lexbor import LexborHTMLParser, SelectolaxError
from turbohtml import SelectorSyntaxError, parse

from proxy.charset import Charset
from proxy.html.source import spelled

_UTF8 = Charset("utf-8")


def selector_problem(css: str) -> str | None:
    """Return why a selector cannot be used, None when it can.

    Both engines must understand it: one finds elements, the other proves what became of them.
    """
    selector = spelled(css, _UTF8)
    try:
        parse("").select(selector)
        LexborHTMLParser("").css(selector)
    except SelectorSyntaxError as error:
        return str(error)
    except SelectolaxError:
        return f'"{css}" is a selector that cannot be verified; write it with simpler parts'
    return None
