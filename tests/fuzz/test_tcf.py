from hypothesis import given
from hypothesis import strategies as st

from proxy.tcf import Tcf, tcf
from tests.support.fuzz import examples
from tests.support.naughty import NAUGHTY
from tests.support.requests import NOON
from tests.support.tcf import Said, tc_string

WHOLE = tc_string(Said([1, 5], [7], [755], [(1, 9), (700, 760)], [(5, 1, [(1, 2)])], disclosed=[755]))
LETTERS = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.", max_size=200)


@examples(500)
@given(st.one_of(st.text(max_size=80), LETTERS.map(lambda rest: "C" + rest), st.sampled_from(NAUGHTY)))
def test_any_text_is_read_or_is_no_string(text: str) -> None:
    found = tcf(text)
    assert found is None or isinstance(found, Tcf)


@examples(500)
@given(st.integers(0, len(WHOLE)), st.integers(0, 6), LETTERS)
def test_a_damaged_string_is_read_or_is_none_and_never_a_fault(at: int, gone: int, put: str) -> None:
    found = tcf(WHOLE[:at] + put[:6] + WHOLE[at + gone :])
    if found is not None:
        assert found.version == 2
        assert isinstance(found.allows(5, vendor=755), bool)
        assert isinstance(found.is_valid(NOON, 1.0, 1.0), bool)
        assert all(1 <= purpose <= 24 for purpose in found.purposes)
