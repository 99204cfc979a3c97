"""What browsers know of HTML's tags and attributes: tables of the HTML standard."""

VOID = frozenset(
    {
        "area",
        "base",
        "basefont",
        "bgsound",
        "br",
        "col",
        "embed",
        "frame",
        "hr",
        "img",
        "input",
        "keygen",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
    }
)
"""WHATWG HTML, 13.1.2: elements without an end tag, and the obsolete ones that 13.2.6 treats alike."""

RAW = frozenset({"script", "style", "xmp", "iframe", "noembed", "noframes"})
"""Their content is neither markup nor unescaped, so that nothing can be put in safely."""

ESCAPABLE = frozenset({"textarea", "title"})
"""Their content is no markup, but character references work in it."""

FOREIGN = frozenset({"svg", "math"})

OF_THE_WHOLE_PAGE = frozenset({"html", "head", "body", "frameset", "frame", "base", "plaintext"})

DEAF = frozenset(
    {
        "animate",
        "animatemotion",
        "animatetransform",
        "applet",
        "base",
        "embed",
        "iframe",
        "link",
        "meta",
        "object",
        "param",
        "script",
        "set",
        "style",
        "use",
    }
)
"""Tags whose attributes can load or run something, so that no value may stand in any of them."""

CLOSE_A_PARAGRAPH = frozenset(
    {
        "address",
        "article",
        "aside",
        "blockquote",
        "center",
        "details",
        "dialog",
        "dir",
        "div",
        "dl",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hgroup",
        "hr",
        "li",
        "dd",
        "dt",
        "listing",
        "main",
        "menu",
        "nav",
        "ol",
        "p",
        "pre",
        "search",
        "section",
        "summary",
        "table",
        "ul",
        "xmp",
    }
)
"""WHATWG HTML, 13.2.6.4.7: start tags that close a `p` element."""

NEVER_IN_ITSELF = frozenset({"a", "button", "form", "nobr"})

BESIDE = {
    "li": frozenset({"li"}),
    "dt": frozenset({"dt", "dd"}),
    "dd": frozenset({"dt", "dd"}),
    "option": frozenset({"option"}),
    "optgroup": frozenset({"option", "optgroup"}),
    "tr": frozenset({"tr", "td", "th"}),
    "td": frozenset({"td", "th"}),
    "th": frozenset({"td", "th"}),
}
"""A tag, and the tags it ends when it stands directly in them."""

ENCLOSE = frozenset({"button", "caption", "marquee", "object", "svg", "math", "table", "td", "th", "template"})
"""Tags inside of which a `p` outside cannot be ended: the scope of 13.2.4.2."""

ADDRESSES = frozenset({"action", "background", "cite", "formaction", "href", "poster", "src"})

_SAFE = frozenset(
    {
        "abbr",
        "accept",
        "alt",
        "class",
        "cols",
        "colspan",
        "datetime",
        "dir",
        "height",
        "hreflang",
        "label",
        "lang",
        "max",
        "maxlength",
        "min",
        "placeholder",
        "role",
        "rows",
        "rowspan",
        "size",
        "step",
        "summary",
        "tabindex",
        "title",
        "value",
        "width",
    }
)


def is_address(attribute: str) -> bool:
    return attribute in ADDRESSES


def takes_values(attribute: str) -> bool:
    """Tell whether a value can stand in an attribute: a list of what is harmless, for what is not grows each year.

    `id` and `name` are not in it: an element that is called as a script's variable takes its place (DOM clobbering).
    """
    return attribute in _SAFE or attribute in ADDRESSES or attribute.startswith(("data-", "aria-"))
