import pytest

from tests.support.actions import BANNER, BRITON, NOBODY, action, edits, refused, sets

PICTURE = {"on": "banner", "src": "/img/boots.jpg", "alt": "Sea boots"}


def test_the_picture_and_its_words_change_and_the_shops_other_sizes_go() -> None:
    assert edits("image", PICTURE) == (
        sets("src", "/img/boots.jpg"),
        sets("alt", "Sea boots"),
        sets("srcset", None),
        sets("sizes", None),
    )


def test_a_picture_that_says_nothing_has_empty_words() -> None:
    assert sets("alt", "") in edits("image", {**PICTURE, "alt": ""})


def test_a_value_may_stand_in_the_path() -> None:
    named = {**PICTURE, "src": "/img/flag-{{ place.country }}.jpg"}
    assert edits("image", named, BRITON)[0] == sets("src", "/img/flag-GB.jpg")
    assert edits("image", named, NOBODY) == ()


def test_it_tells_what_it_did() -> None:
    assert action("image", PICTURE).outcome() == ("image", "banner")
    assert action("image", PICTURE).touches() == (BANNER,)
    assert not action("image", PICTURE).remembers()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"src": "javascript:x"}, "not-a-link"),
        ({"src": "data:image/svg+xml,<svg>"}, "not-a-link"),
        ({"src": ""}, "not-a-link"),
        ({"src": "{{ search }}"}, "value-in-address"),
        ({"src": "/{{ place.country }}.jpg"}, "value-in-address"),
        ({"src": 3}, "wrong-value"),
        ({"alt": None}, "wrong-value"),
    ],
)
def test_what_is_no_picture_is_refused(change: dict[str, object], code: str) -> None:
    assert code in refused("image", {**PICTURE, **change})


def test_words_are_asked_for() -> None:
    assert "missing" in refused("image", {"on": "banner", "src": "/a.jpg"})
