import pytest

from rules.link import MAX_LINK, is_link


@pytest.mark.parametrize(
    "text",
    [
        "/",
        "/a?b=c#d",
        "a/b.html",
        "../a",
        "?page=2",
        "#top",
        "//cdn.example/a",
        "http://a.example",
        "HTTPS://a.example:8080/b",
    ],
)
def test_web_addresses_and_paths_are_links(text: str) -> None:
    assert is_link(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " /a",
        "/a\n",
        "java\tscript:x",
        "\x01javascript:x",
        "javascript:x",
        "JavaScript:x",
        "data:text/html,x",
        "vbscript:x",
        "blob:x",
        "mailto:a@b.example",
        "http:a",
        "http:/a",
        "https://",
        "http:\\\\a.example",
        "/" + "a" * MAX_LINK,
    ],
)
def test_nothing_else_is(text: str) -> None:
    assert not is_link(text)
