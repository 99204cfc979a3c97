"""Chapters as Markdown and as a page."""

from selectolax.lexbor import LexborHTMLParser

from proxy.chapters import Chapter, markdown, page

CHAPTERS = (
    Chapter("One", ("a sentence", "with <b>")),
    Chapter("Two", head=("what", "why"), rows=(("a|b", "because\nof c"), ("<i>", "d"))),
    Chapter("Three", head=("none",)),
)


def test_markdown_has_a_list_and_a_table() -> None:
    assert markdown("Title", CHAPTERS) == (
        "# Title\n\n## One\n\n- a sentence\n- with <b>\n\n## Two\n\n| what | why |\n|---|---|\n"
        "| a\\|b | because of c |\n| <i> | d |\n\n## Three\n\n"
    )


def test_a_page_has_the_same_and_everything_in_it_is_text() -> None:
    found = LexborHTMLParser(page("T & t", CHAPTERS))
    assert [node.text() for node in found.css("h1, h2")] == ["T & t", "One", "Two", "Three"]
    assert [node.text() for node in found.css("li")] == ["a sentence", "with <b>"]
    assert [node.text() for node in found.css("td")] == ["a|b", "because\nof c", "<i>", "d"]
    assert [node.text() for node in found.css("th")] == ["what", "why"]
