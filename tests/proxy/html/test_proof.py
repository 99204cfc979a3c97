"""Where a parser sees a word, and that it is where a gap must be."""

import pytest

from proxy.charset import Charset
from proxy.html.gaps import Kind
from proxy.html.proof import proved
from proxy.html.source import Source

WORD = "dv0000v"


def proves(html: str, kind: Kind) -> bool:
    return proved(Source.of(html.replace("WORD", WORD).encode(), Charset("utf-8")), "dv", [kind]) is not None


@pytest.mark.parametrize(
    ("html", "kind"),
    [
        ('<p title="WORD">', Kind.DOUBLE),
        ("<b><p title='WORD'></b>x</p>", Kind.SINGLE),
        ("<p title=WORD>", Kind.BARE),
        ("<template><p>WORD</p></template>", Kind.TEXT),
        ("<textarea> WORD</textarea>", Kind.TEXT),
        ("<script> WORD </script>", Kind.RAW),
        ("<script>a < b; WORD = 1</script>", Kind.WORD),
        ("<noscript><img src='WORD'></noscript>", Kind.APOSTROPHES),
        ("<!-- WORD -->", Kind.WORD),
        ("<svg><title>WORD</title></svg>", Kind.TEXT),
    ],
)
def test_it_is_there(html: str, kind: Kind) -> None:
    assert proves(html, kind)


@pytest.mark.parametrize(
    ("html", "kind"),
    [
        ('<p a="x" a="WORD">', Kind.DOUBLE),
        ('<p title=x"WORD">', Kind.DOUBLE),
        ('<input type="WORD">', Kind.DOUBLE),
        ('</p title="WORD">', Kind.DOUBLE),
        ('<p>"WORD"</p>', Kind.DOUBLE),
        ('<p title="a WORD">', Kind.WORD),
        ("<p>a WORD b</p>", Kind.WORD),
        ("<p>a</b>WORD</p>", Kind.TEXT),
        ("<script>WORD</script>", Kind.TEXT),
        ("<p>WORD</p>", Kind.RAW),
        ("<svg><script>WORD</script></svg>", Kind.RAW),
        ("<svg><![CDATA[WORD]]></svg>", Kind.TEXT),
        ("<select><p>x</p></select><frameset>WORD</frameset>", Kind.RAW),
        ("<p>x</p>", Kind.TEXT),
        ("<p>WORD</p><p>WORD</p>", Kind.TEXT),
    ],
)
def test_it_is_elsewhere(html: str, kind: Kind) -> None:
    assert not proves(html, kind)
