"""Tells a link or image address that may stand on a page from one that could run something."""

import re

MAX_LINK = 2048

# WHATWG URL, 4.4: leading and trailing spaces and control characters are cut, tab and newline vanish anywhere.
_HIDDEN = re.compile(r"[\x00-\x1f\x7f]")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_WEB = re.compile(r"https?://[^/?#\s\\]+", re.IGNORECASE)


def is_link(text: str) -> bool:
    """Tell whether an address is http, https or relative: nothing else may be a link on a page."""
    if not text or text != text.strip() or len(text) > MAX_LINK or _HIDDEN.search(text):
        return False
    return bool(_WEB.match(text)) if _SCHEME.match(text) else True
