"""Where templates are found, and what is forgotten."""

from proxy.charset import Charset
from proxy.html.shelf import Family, Key, Shelf, Shelves

UTF8 = Charset("utf-8")


def key(number: int) -> Key:
    return number, "utf-8", True


def test_the_template_of_use_last_is_tried_first() -> None:
    shelf = Shelf()
    for number in range(3):
        shelf.add(key(number))
    shelf.used(key(0))
    assert shelf.models == [key(0), key(2), key(1)]


def test_templates_that_are_of_no_use_make_way() -> None:
    shelf = Shelf()
    for number in range(20):
        shelf.add(key(number))
        shelf.used(key(0))
    assert key(0) in shelf.models
    assert len(shelf.models) < 10


def test_patience_ends_and_comes_back() -> None:
    shelf = Shelf()
    shelf.add(key(1))
    assert all(shelf.tries() for _ in range(16))
    assert 1 <= sum(shelf.tries() for _ in range(200)) <= 3
    shelf.used(key(1))
    assert shelf.tries()


def test_pages_of_one_path_and_of_one_name_share_a_shelf() -> None:
    shelves = Shelves()
    path, name = shelves.of(Family("/p/1", ("product",)), UTF8)
    assert shelves.of(Family("/p/2", ("product",)), UTF8)[1] is name
    assert shelves.of(Family("/p/1", ("other",)), UTF8)[0] is path
    assert len(shelves.of(Family("/p/1"), UTF8)) == 1


def test_status_charset_and_mapped_links_part_families() -> None:
    shelves = Shelves()
    (one,) = shelves.of(Family("/"), UTF8)
    for family, charset in [
        (Family("/", status=404), UTF8),
        (Family("/", mapped=True), UTF8),
        (Family("/"), Charset("windows-1252")),
    ]:
        assert shelves.of(family, charset)[0] is not one


def test_families_are_bounded() -> None:
    shelves = Shelves()
    (first,) = shelves.of(Family("/first"), UTF8)
    for number in range(5000):
        shelves.of(Family(f"/{number}"), UTF8)
    assert shelves.of(Family("/first"), UTF8)[0] is not first
