from proxy.commands.verified import Both, Change, page_of

URL = "http://shop.test/?a=1&b=<x>"
PNG = b"\x89PNG one"


def test_a_page_that_nothing_changed_is_said_to_be_the_shops() -> None:
    page = page_of([Both(URL, "a new visitor", 200, before=b"<p>", after=b"<p>")], {(URL, b"<p>"): PNG})
    assert "a new visitor: byte for byte the shop&#39;s own" in page
    assert "1 are byte for byte" in page
    assert "<img" not in page


def test_a_change_is_told_by_its_rule_and_shown_before_and_after() -> None:
    both = Both(URL, "uk", 200, (Change("promo", "hidden promo_field", 1),), before=b"<p>", after=b"<b>")
    page = page_of([both], {(URL, b"<p>"): PNG, (URL, b"<b>"): b"\x89PNG two"})
    assert "<b>promo</b>: hidden promo_field (1 element)" in page
    assert page.count("data:image/png;base64,") == 2


def test_without_pictures_there_are_none() -> None:
    both = Both(URL, "uk", 200, (Change("promo", "hidden promo_field", 2),), before=b"<p>", after=b"<b>")
    page = page_of([both], {(URL, b"<p>"): b""})
    assert "(2 elements)" in page
    assert "<img" not in page


def test_what_the_shop_and_marketers_wrote_is_no_markup() -> None:
    both = Both(URL, "<script>", 200, (Change("r", "inserted <script>", 1),), ("<script>",), b"a", b"b")
    assert "<script>" not in page_of([both], {})
    assert "&lt;x&gt;" in page_of([both], {})


def test_a_page_that_did_not_come_is_said_so() -> None:
    page = page_of([Both(URL, "uk", 0, wrong=("it does not answer",))], {})
    assert "no answer" in page
    assert '<p class="wrong">it does not answer</p>' in page
