from fnmatch import fnmatchcase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.context import Request
from rules.pages import PageName, PathPattern
from rules.rulebook import Site


def page(path: str, fragment: bool = False, **query: str) -> PageName:
    patterns = {key: PathPattern.of(value) for key, value in query.items()}
    return PageName("page", PathPattern.of(path), patterns, fragment)


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("/", "/"),
        ("/basket", "/basket"),
        ("/p/*", "/p/boots"),
        ("/p/*", "/p/"),
        ("/p/*.html", "/p/boots.html"),
        ("/p/*.html", "/p/a.html.html"),
        ("/*-*/p", "/a-b-c/p"),
        ("/p/**", "/p/"),
        ("/p/**", "/p/a/b/c"),
        ("**/basket", "/en/basket"),
        ("/*/basket", "/en/basket"),
        ("/a+b", "/a+b"),
        ("/schuhe/größe", "/schuhe/größe"),
        ("/p/**", "/p/a\nb"),
    ],
)
def test_a_path_is_met(pattern: str, path: str) -> None:
    assert PathPattern.of(pattern).captures(path) is not None


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("/", "/basket"),
        ("/basket", "/basket/"),
        ("/basket", "/basket/2"),
        ("/basket", "/my/basket"),
        ("/p/*", "/p/a/b"),
        ("/p/**", "/p"),
        ("/p/*.html", "/p/boots"),
        ("/p/*.html", "/p/bootsxhtml"),
        ("/a+b", "/aab"),
        ("/p/{id}", "/p/"),
        ("/p/{id}", "/p/a/b"),
    ],
)
def test_a_path_is_not_met(pattern: str, path: str) -> None:
    assert PathPattern.of(pattern).captures(path) is None


def test_named_segments_are_told() -> None:
    assert PathPattern.of("/{shop}/p/{id}-*").captures("/en/p/42-boots") == {"shop": "en", "id": "42"}
    assert PathPattern.of("/p/*-{id}").captures("/p/red-boots-42") == {"id": "42"}
    assert PathPattern.of("/p/{slug}-{id}.html").captures("/p/red-boots-42.html") == {"slug": "red-boots", "id": "42"}
    assert PathPattern.of("/p/{id}").captures("/q/42") is None


def test_two_endless_stars_are_refused() -> None:
    with pytest.raises(ValueError, match=r'"/\*\*/a/\*\*" has more than one "\*\*"'):
        PathPattern.of("/**/a/**")


@given(st.text("ab/.+x", max_size=12), st.text("ab/.+x", max_size=12))
def test_a_pattern_without_marks_meets_itself_alone(pattern: str, path: str) -> None:
    assert (PathPattern.of(pattern).captures(path) is not None) == (pattern == path)


@given(st.text("ab*", max_size=9).filter(lambda text: "**" not in text), st.text("ab", max_size=9))
def test_stars_in_one_segment_mean_what_a_shell_means(pattern: str, path: str) -> None:
    assert (PathPattern.of(pattern).captures(path) is not None) == fnmatchcase(path, pattern)


def test_a_long_path_of_dashes_takes_no_longer_for_many_stars() -> None:
    assert PathPattern.of("/p/*-*-*-*-*-*.html").captures("/p/" + "-" * 8_000) is None


def test_a_page_by_its_query_needs_every_key() -> None:
    listing = page("/index.php", route="product/category", page="*")
    assert listing.meets(Request(path="/index.php", query={"route": ("product/category",), "page": ("2",)}))
    assert listing.meets(Request(path="/index.php", query={"route": ("x", "product/category"), "page": ("",)}))
    assert not listing.meets(Request(path="/index.php", query={"route": ("product/category",)}))
    assert not listing.meets(Request(path="/index.php", query={"route": ("product/product",), "page": ("2",)}))
    assert not listing.meets(Request(path="/other.php", query={"route": ("product/category",), "page": ("2",)}))


def test_a_page_is_a_navigation_unless_it_says_fragment() -> None:
    fetched = Request(path="/basket", navigation=False)
    assert not page("/basket").meets(fetched)
    assert page("/basket", fragment=True).meets(fetched)
    assert page("/basket", fragment=True).meets(Request(path="/basket"))


def test_a_site_names_every_page_that_a_request_asks_for() -> None:
    home, every = PageName("home", PathPattern.of("/")), PageName("every", PathPattern.of("/**"))
    site = Site(pages=(home, every))
    assert [found.name for found in site.pages_of(Request(path="/"))] == ["home", "every"]
    assert [found.name for found in site.pages_of(Request(path="/x"))] == ["every"]
