"""Names the parts of a page that only one rule may change, as a message says them."""

from rules.decision import Element


def visibility(element: Element) -> str:
    return f"the visibility of {element.name}"


def content(element: Element) -> str:
    return f"the content of {element.name}"


def attribute(element: Element, name: str) -> str:
    return f'the "{name}" of {element.name}'


def token(element: Element, name: str) -> str:
    return f'the class "{name}" of {element.name}'


def banner(place: str) -> str:
    return f"the banner at {place}"


def whole(element: Element) -> frozenset[str]:
    """Return the claims of what takes an element off the page: nobody else can show it, hide it or fill it."""
    return frozenset({element.name, visibility(element), content(element)})
