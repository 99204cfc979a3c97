from decimal import Decimal
from pathlib import Path

import pytest

from rules.catalogue import Product
from rules.feed import MAX_TOLD, feed

ROOT = Path(__file__).parents[2]
SHOPIFY = (
    "Handle,Title,Body (HTML),Type,Tags,Published,"
    "Variant Inventory Qty,Variant Inventory Policy,Variant Price,Image Src\n"
    'pot,Clay pot,"<p>Blown &amp; fired</p>",Outdoor,"Pot, Plants",true,1,deny,9.99,https://cdn.example/pot.jpg\n'
    "pot,,,,,,3,deny,15.99,https://cdn.example/pot-2.jpg\n"
    "lamp,Lamp,,,Light,true,0,deny,20,\n"
    "vase,Vase,,,,false,5,deny,20,\n"
    "rug,Rug,,,,true,0,continue,20,\n"
)


def products(text: str, name: str = "products.csv", **columns: str) -> list[Product]:
    found, problems = feed(name, text.encode(), columns)
    assert problems == ()
    return list(found)


def told(text: str, name: str = "products.csv", **columns: str) -> list[str]:
    """Return what is wrong with a feed, each with its line."""
    return [f"{problem.mark.line} {problem.message}" for problem in feed(name, text.encode(), columns)[1]]


def priced(price: str) -> Product:
    (product,) = products(f'id,title,link,price\n1,Boots,/b,"{price}"\n')
    return product


def test_googles_columns_are_known() -> None:
    text = (
        "id,title,description,link,image_link,availability,price,product_type\n"
        "1,Boots,Warm,/b,/b.jpg,in_stock,99.50 EUR,Shoes > Boots\n"
    )
    assert products(text) == [
        Product("1", "Boots", "/b", "/b.jpg", Decimal("99.50"), "EUR", "Shoes > Boots", True, "Warm")
    ]


def test_a_shop_may_name_its_own_columns() -> None:
    text = "Nr;Artikel;Adresse;Preis\n7;Stiefel;/s;99,50 €\n"
    mine = {"id": "Nr", "title": "Artikel", "link": "Adresse", "price": "Preis"}
    assert products(text, **mine) == [Product("7", "Stiefel", "/s", price=Decimal("99.50"), currency="EUR")]


def test_a_shopify_export_is_known_and_its_variants_are_one_product() -> None:
    found = {product.id: product for product in products(SHOPIFY)}
    assert found["pot"] == Product(
        "pot",
        "Clay pot",
        "/products/pot",
        "https://cdn.example/pot.jpg",
        Decimal("9.99"),
        "",
        "Outdoor",
        True,
        "Blown & fired",
    )
    assert found["lamp"].category == "Light"
    assert {name for name, product in found.items() if product.available} == {"pot", "rug"}


def test_google_merchant_xml_is_known() -> None:
    text = (
        '<rss xmlns:g="http://base.google.com/ns/1.0"><channel><item><g:id>1</g:id><title>Boots</title>'
        "<link>https://shop.example/b</link><g:price>99.50 EUR</g:price><g:availability>out of stock</g:availability>"
        "</item></channel></rss>"
    )
    assert products(text, "products.xml") == [
        Product("1", "Boots", "https://shop.example/b", price=Decimal("99.50"), currency="EUR", available=False)
    ]


@pytest.mark.parametrize(
    ("price", "amount", "currency"),
    [
        ("12.50 EUR", "12.50", "EUR"),
        ("EUR 12.50", "12.50", "EUR"),
        ("12,50 €", "12.50", "EUR"),
        ("€1,234.50", "1234.50", "EUR"),
        ("1.234,50 €", "1234.50", "EUR"),
        ("1 234,50", "1234.50", ""),
        ("1'234.50 CHF", "1234.50", "CHF"),
        ("1,234 USD", "1234", "USD"),
        ("1,234,567", "1234567", ""),
        ("12,5", "12.5", ""),
        ("50", "50", ""),
        ("$5", "5", "USD"),
    ],
)
def test_prices_are_read_as_shops_write_them(price: str, amount: str, currency: str) -> None:
    product = priced(price)
    assert (product.price, product.currency) == (Decimal(amount), currency)


def test_a_product_without_price_has_none() -> None:
    assert priced("").price is None


@pytest.mark.parametrize("word", ["in_stock", "In Stock", "in stock", "preorder", "true", "yes", "12", ""])
def test_what_can_be_bought_is_available(word: str) -> None:
    assert products(f"id,title,link,availability\n1,Boots,/b,{word}\n")[0].available


@pytest.mark.parametrize("word", ["out_of_stock", "out of stock", "false", "no", "0", "discontinued"])
def test_what_cannot_be_bought_is_not(word: str) -> None:
    assert not products(f"id,title,link,availability\n1,Boots,/b,{word}\n")[0].available


def test_markup_and_references_leave_the_words() -> None:
    text = 'id,title,link,description\n1,Fish &amp; chips,/b,"<p>Good<br>&eacute;</p><script>x</script>"\n'
    (product,) = products(text)
    assert product.title == "Fish & chips"
    assert product.description == "Good é x"


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (",Boots,/b,,", "this row has no id"),
        ("1,,/b,,", "this row has no title"),
        ("1,<b></b>,/b,,", "this row has no title"),
        ("1,Boots,,,", "this row has no link"),
        ("1,Boots,javascript:x,,", '"javascript:x" is no link: only http, https and paths are'),
        ("1,Boots,ftp://a.example/b,,", '"ftp://a.example/b" is no link: only http, https and paths are'),
        (
            '1,Boots,/b,"data:image/png;base64,x",',
            '"data:image/png;base64,x" is no image: only http, https and paths are',
        ),
        ("1,Boots,/b,,cheap", '"cheap" is no price: write 12.50 EUR'),
        ("1,Boots,/b,,-5", '"-5" is no price: write 12.50 EUR'),
        ("1,Boots,/b,,1.2.3.4", '"1.2.3.4" is no price: write 12.50 EUR'),
        ("2,Boots,/b,,", '"2" stands in the feed twice; the first is kept'),
    ],
)
def test_a_broken_row_is_told_and_left_out(row: str, sentence: str) -> None:
    text = f"id,title,link,image_link,price\n2,Coat,/c,,\n{row}\n"
    assert told(text) == [f"3 {sentence}; the row is left out"]
    assert [product.title for product in feed("products.csv", text.encode(), {})[0]] == ["Coat"]


def test_a_thousand_broken_rows_are_not_told_one_by_one() -> None:
    found = told("id,title,link\n" + "1,,\n" * 1000)
    assert len(found) == MAX_TOLD + 1
    assert found[-1] == f"{MAX_TOLD + 2} {1000 - MAX_TOLD} more rows are left out for such reasons"


def test_a_column_that_is_not_there_is_told() -> None:
    assert told("id,title,link\n1,Boots,/b\n", title="Titel") == [
        '1 this feed has no column "Titel". Did you mean "title"?'
    ]
    assert told("id,title,link\n1,Boots,/b\n", colour="id")[0].startswith('1 a product has no "colour".')


@pytest.mark.parametrize("text", ["<rss>", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'])
def test_a_file_that_cannot_be_read_is_one_error(text: str) -> None:
    found, problems = feed("products.xml", text.encode(), {})
    assert found == ()
    assert [problem.code for problem in problems] == ["broken-feed"]


def test_the_demo_shops_own_feed_is_whole() -> None:
    raw = (ROOT / "examples" / "shop" / "products.csv").read_bytes()
    found, problems = feed("products.csv", raw, {})
    assert problems == ()
    assert len(found) == 24
    assert all(product.image and product.price and product.category for product in found)


def test_real_exports_are_whole_where_they_lie_beside_the_repository() -> None:
    for path in (ROOT.parent / "shared" / "data" / "feeds").glob("*.csv"):
        found, problems = feed(path.name, path.read_bytes(), {})
        assert problems == (), path.name
        assert len(found) >= 20, path.name
        assert all(product.image and product.price and product.category for product in found), path.name
