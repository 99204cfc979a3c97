import json
from base64 import b64encode
from urllib.parse import quote

from hypothesis import given
from hypothesis import strategies as st

from proxy.agreed import agreed, says
from proxy.sparing import masked
from proxy.spoken import spoken
from rules.privacy import ConsentCookie, ConsentString, Saying
from rules.rulebook import Site
from tests.support.fuzz import examples
from tests.support.naughty import NAUGHTY
from tests.support.requests import NOON

said = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=8)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=4), inner, max_size=3)),
    max_leaves=8,
)
values = st.one_of(
    st.text(max_size=60),
    st.text("abC01=&:,!|{}'\"%.{}[] ", max_size=60),
    st.sampled_from(NAUGHTY),
    said.map(json.dumps),
    said.map(lambda each: quote(json.dumps(each))),
    said.map(lambda each: b64encode(json.dumps(each).encode()).decode()),
)
sayings = st.builds(
    Saying, has=st.text(max_size=4), at=st.text("abC01.", max_size=6), equals=st.none() | st.text(max_size=4)
)


@examples(500)
@given(values, sayings)
def test_any_cookie_says_yes_or_no(value: str, saying: Saying) -> None:
    assert isinstance(says(value, saying), bool)
    spoken(value, saying.at)


@examples(200)
@given(st.lists(st.tuples(st.sampled_from(["c", "euconsent-v2", "x"]), values), max_size=4), sayings)
def test_any_cookies_grant_purposes_that_the_site_names(pairs: list[tuple[str, str]], saying: Saying) -> None:
    site = Site(
        cookies=(ConsentCookie("c", {"one": saying}),), tcf=ConsentString("euconsent-v2", {"two": frozenset({1})})
    )
    assert agreed(pairs, site, NOON) <= {"one", "two"}


@examples(500)
@given(values)
def test_masking_makes_no_text_longer_than_it_was(text: str) -> None:
    assert len(masked(text)) <= len(text) + 1
