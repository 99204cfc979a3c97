import pytest

from proxy.message import cookies, every, first


def test_values_are_read_without_the_space_around_them() -> None:
    headers = ((b"X-A", b" \ta b\t "), (b"x-a", b"c"))
    assert first(headers, b"x-a") == "a b"
    assert every(headers, b"x-a") == ("a b", "c")
    assert first(headers, b"x-b") == ""


@pytest.mark.parametrize("space", ["\xa0", "\x85", "\x1f", "\x0b"])
def test_what_only_python_takes_for_space_is_a_part_of_the_value(space: str) -> None:
    assert first(((b"Transfer-Encoding", f"chunked{space}".encode("latin-1")),), b"transfer-encoding") != "chunked"
    sent = ((b"Cookie", f"{space}dv=1; dv{space}=2; dv={space}3".encode("latin-1")),)
    assert ("dv", "1") not in cookies(sent)
    assert cookies(sent) == ((f"{space}dv", "1"), (f"dv{space}", "2"), ("dv", f"{space}3"))


def test_cookies_come_in_their_order_and_a_name_may_come_twice() -> None:
    sent = ((b"Cookie", b'a=1; b="2"; a=3;; =4; c'), (b"cookie", b"d=5"))
    assert cookies(sent) == (("a", "1"), ("b", "2"), ("a", "3"), ("c", ""), ("d", "5"))
