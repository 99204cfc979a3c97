"""Pages that the verifier is not asked to parse."""

import pytest

from proxy.charset import Charset
from proxy.html.guards import ATTRIBUTES, DEPTH, ELEMENTS, unverifiable
from proxy.html.source import Source


def why(html: str) -> str | None:
    return unverifiable(Source.of(html.encode(), Charset("utf-8")))


@pytest.mark.parametrize(
    "html",
    [
        "",
        "<p>x",
        "<div>" * (DEPTH - 10) + "x",
        "<p " + " ".join(f"a{number}" for number in range(ATTRIBUTES)) + ">",
        "<p>x" * 1_000,
        "<template><p>x</template>",
    ],
)
def test_an_ordinary_page(html: str) -> None:
    assert why(html) is None


@pytest.mark.parametrize(
    ("html", "word"),
    [
        ("<p>\0", "NUL"),
        ("<p>x" * (ELEMENTS + 1), "tags"),
        ("<div>" * (DEPTH + 10), "deep"),
        ("<template>" + "<div>" * (DEPTH + 10), "deep"),
        ("<template>" * (DEPTH + 10), "deep"),
        ("<p " + " ".join(f"a{number}" for number in range(ATTRIBUTES + 1)) + ">", "attributes"),
    ],
)
def test_a_page_that_would_take_the_verifier_too_long(html: str, word: str) -> None:
    assert word in (why(html) or "")
