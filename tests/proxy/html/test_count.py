"""Elements counted on a page, as `check --upstream` does."""

import pytest

from proxy.charset import Charset
from proxy.html.count import counted


@pytest.mark.parametrize(
    ("css", "count"), [("li", 3), ("li.x", 1), ("#none", 0), ("ul > li", 3), ("template p", 0), ("ul:has(.x)", 1)]
)
def test_what_a_selector_meets(css: str, count: int) -> None:
    html = b"<ul><li class=x>1<li>2<li>3</ul><template><p>never shown</template>"
    assert counted(html, Charset("utf-8", declared=True), css) == count
