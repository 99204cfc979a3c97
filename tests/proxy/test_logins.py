from proxy import logins
from proxy.logins import Logins


def test_a_login_is_that_of_the_page_before() -> None:
    known = Logins()
    known.note("anna", "17")
    known.note("anna", "18")
    assert known.of("anna") == "18"
    assert known.of("bo") == ""


def test_who_logs_out_or_is_erased_is_nobody() -> None:
    known = Logins()
    known.note("anna", "17")
    known.note("anna", "")
    known.note("bo", "18")
    known.forget("bo")
    known.forget("nobody")
    assert (known.of("anna"), known.of("bo")) == ("", "")


def test_many_visitors_take_bounded_memory() -> None:
    known = Logins()
    for number in range(logins._REMEMBERED + 5):
        known.note(str(number), "17")
    assert len(known._by_visitor) == logins._REMEMBERED
    assert known.of("0") == ""
