import pytest

from rules.rows import FeedError, Row, column, csv_rows, decoded, xml_rows

RSS = '<rss xmlns:g="http://base.google.com/ns/1.0"><channel><title>Shop</title>{}</channel></rss>'
ATOM = '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:g="http://base.google.com/ns/1.0"><title>Shop</title>{}</feed>'


def from_csv(text: str | bytes) -> list[dict[str, str]]:
    return [dict(row.cells) for row in csv_rows(text if isinstance(text, bytes) else text.encode())]


def from_xml(text: str | bytes) -> list[dict[str, str]]:
    return [dict(row.cells) for row in xml_rows(text if isinstance(text, bytes) else text.encode())]


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_cells_are_separated_by_what_the_header_has_most_of(mark: str) -> None:
    assert from_csv(mark.join(["id", "title"]) + "\n" + mark.join(["1", "Boots"])) == [{"id": "1", "title": "Boots"}]


def test_quoted_cells_hold_anything() -> None:
    assert from_csv('id,title\n1,"a, ""b""\nc"\n') == [{"id": "1", "title": 'a, "b"\nc'}]


def test_empty_cells_and_lines_are_none_and_spaces_go() -> None:
    assert from_csv("id,title,link\n1, Boots ,\n\n,,\n") == [{"id": "1", "title": "Boots"}]


def test_short_and_long_lines_are_read_as_far_as_the_header_goes() -> None:
    assert from_csv("id,title\n1\n2,b,c\n") == [{"id": "1"}, {"id": "2", "title": "b"}]


@pytest.mark.parametrize("text", [b"", b"\n", b"id,title", b"id,title\r\n"])
def test_a_file_without_rows_has_none(text: bytes) -> None:
    assert from_csv(text) == []


def test_a_row_knows_its_line() -> None:
    rows = list(csv_rows(b'id,title\n1,"a\nb"\n2,c\n'))
    assert [row.line for row in rows] == [3, 4]


@pytest.mark.parametrize("name", ["utf-8", "utf-8-sig", "utf-16", "windows-1252"])
def test_the_encodings_of_shops_and_of_excel_are_told_apart(name: str) -> None:
    assert decoded("Théodore".encode(name)) == "Théodore"


def test_a_cell_beyond_all_measure_ends_the_reading() -> None:
    with pytest.raises(FeedError, match="not CSV"):
        from_csv("id,title\n1," + "x" * 200_000)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("id", "id"),
        ("g:id", "id"),
        (" Image Link ", "image_link"),
        ("Body (HTML)", "body_html"),
        ("Variant Price", "variant_price"),
    ],
)
def test_columns_have_one_spelling(name: str, expected: str) -> None:
    assert column(name) == expected


def test_rss_items_and_atom_entries_are_rows() -> None:
    assert from_xml(RSS.format("<item><g:id>1</g:id><title>A &amp; B</title><link>/a</link></item>")) == [
        {"id": "1", "title": "A & B", "link": "/a"}
    ]
    assert from_xml(ATOM.format('<entry><g:id>1</g:id><link rel="self" href="/x"/><link href="/a"/></entry>')) == [
        {"id": "1", "link": "/a"}
    ]


def test_googles_own_name_wins_wherever_it_stands() -> None:
    for order in ("<id>urn:1</id><g:id>1</g:id>", "<g:id>1</g:id><id>urn:1</id>"):
        assert from_xml(ATOM.format(f"<entry>{order}</entry>")) == [{"id": "1"}]


def test_what_stands_deeper_is_not_the_products_own() -> None:
    deep = "<item><g:price>9 EUR</g:price><g:shipping><g:price>5 EUR</g:price></g:shipping></item>"
    assert from_xml(RSS.format(deep))[0]["price"] == "9 EUR"


def test_an_xml_row_knows_its_line() -> None:
    assert list(xml_rows(RSS.format("\n<item>\n<g:id>1</g:id></item>").encode())) == [Row(2, {"id": "1"})]


def test_other_encodings_are_read_as_declared() -> None:
    text = '<?xml version="1.0" encoding="iso-8859-1"?>' + RSS.format("<item><title>é</title></item>")
    assert from_xml(text.encode("iso-8859-1")) == [{"title": "é"}]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<rss>",
        "not XML",
        "<rss><item></rss>",
        "<rss>&undefined;</rss>",
        '<!DOCTYPE rss [<!ENTITY a "aaaa">]><rss>&a;</rss>',
        '<!DOCTYPE rss SYSTEM "http://a.example/a.dtd"><rss/>',
    ],
)
def test_broken_or_dangerous_xml_is_no_feed(text: str) -> None:
    with pytest.raises(FeedError):
        from_xml(text)
