"""What a request asks for, read from what browsers really send."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.asked import asked, form_of, navigates, prefetches, referrer_of, text_of
from proxy.message import Head
from tests.support.requests import head


@pytest.mark.parametrize(
    "fields",
    [
        {"sec_fetch_dest": "document"},
        {"sec_fetch_dest": "iframe", "accept": "*/*"},
        {"accept": "text/html,application/xhtml+xml"},
        {"accept": "*/*"},
        {"accept": ""},
    ],
)
def test_a_person_navigates(fields: dict[str, str]) -> None:
    assert navigates(head(**fields))


@pytest.mark.parametrize(
    "fields",
    [
        {"sec_fetch_dest": "empty", "accept": "text/html"},
        {"sec_fetch_dest": "image"},
        {"sec_fetch_dest": "script", "accept": "*/*"},
        {"x_requested_with": "XMLHttpRequest", "accept": "text/html, */*"},
        {"service_worker": "script", "accept": "*/*"},
        {"accept": "application/json"},
        {"accept": "image/avif,image/webp,*/*;q=0.8"},
    ],
)
def test_a_script_or_an_image_does_not(fields: dict[str, str]) -> None:
    assert not navigates(head(**fields))


@pytest.mark.parametrize("purpose", ["prefetch", "prefetch;prerender"])
def test_what_is_fetched_ahead_is_told(purpose: str) -> None:
    assert prefetches(head(sec_purpose=purpose))
    assert not prefetches(head())


def test_languages_come_best_first_and_refused_ones_not_at_all() -> None:
    request = asked(head(accept_language="fr;q=0.5, en-GB, de;q=0, es;q=oops, it;q=0.8"))
    assert request.languages == ("en-GB", "it", "fr")


def test_path_and_query_are_read_as_text() -> None:
    request = asked(head("/caf%C3%A9?q=b%E9ret+bleu&q=2&empty="))
    assert request.path == "/café"
    assert request.query == {"q": ("béret bleu", "2"), "empty": ("",)}


@pytest.mark.parametrize(("escaped", "text"), [("%C3%A9", "é"), ("%E9", "é"), ("%", "%"), ("a+b", "a+b")])
def test_a_legacy_form_sends_windows_1252(escaped: str, text: str) -> None:
    assert text_of(escaped) == text


def test_the_first_field_of_a_form_counts() -> None:
    assert form_of(b"product=1&product=2&n=b%E9ret") == {"product": "1", "n": "béret"}


@pytest.mark.parametrize(
    ("referer", "host"),
    [
        ("https://www.search.example/?q=1", "www.search.example"),
        ("http://Codes.Example:8080/x", "codes.example"),
        ("android-app://com.example", ""),
        ("about:blank", ""),
        ("http://[broken", ""),
        ("", ""),
    ],
)
def test_the_referring_host(referer: str, host: str) -> None:
    assert referrer_of(head(referer=referer)) == host


@given(st.text(st.characters(max_codepoint=255)), st.dictionaries(st.text(), st.text(st.characters(max_codepoint=255))))
def test_no_request_is_too_odd_to_read(target: str, fields: dict[str, str]) -> None:
    lines = tuple((name.encode(), value.encode("latin-1")) for name, value in fields.items())
    asked(Head("GET", target, lines))
