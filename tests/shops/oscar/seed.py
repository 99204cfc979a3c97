"""Fills an empty stock Oscar shop: categories, products with drawn pictures, a voucher, a country to deliver to.

Import it once `django.setup()` has run: Oscar's models exist only then.
"""

import io
from datetime import timedelta
from decimal import Decimal

from django.core.files.base import ContentFile
from django.core.management import call_command
from django.utils import timezone
from oscar.apps.catalogue.categories import create_from_breadcrumbs
from oscar.core.loading import get_model
from PIL import Image, ImageDraw

PRODUCTS = {
    "Clothing > Jackets": [("Storm Jacket", "129.00"), ("Waxed Coat", "189.50"), ("Fleece Mid-layer", "64.90")],
    "Clothing > Knitwear": [("Fisherman Sweater", "98.00"), ("Merino Beanie", "24.50"), ("Wool Scarf", "32.00")],
    "Footwear > Boots": [("Deck Boot", "110.00"), ("Trail Boot", "149.90"), ("Chelsea Boot", "134.00")],
    "Gear > Bags": [("Canvas Duffel", "85.00"), ("Day Pack 20L", "72.00"), ("Dry Bag 10L", "28.90")],
    "Gear > Tools": [
        ("Folding Knife", "39.00"),
        ("Head Torch", "45.00"),
        ("Enamel Mug", "12.50"),
        ("Café Flask 1l", "29.90"),
    ],
}
COUNTRIES = [("FR", "FRA", "250", "France"), ("GB", "GBR", "826", "United Kingdom")]
IN_STOCK = 500


def picture(title: str, number: int) -> ContentFile:
    colour = tuple(number * step % 200 + 40 for step in (53, 97, 29))
    image = Image.new("RGB", (400, 400), colour)
    ImageDraw.Draw(image).text((30, 190), title, fill="white")
    png = io.BytesIO()
    image.save(png, "PNG")
    return ContentFile(png.getvalue(), name=f"product-{number}.png")


def put_products() -> None:
    kind = get_model("catalogue", "ProductClass").objects.create(name="Goods", track_stock=True)
    partner = get_model("partner", "Partner").objects.create(name="House")
    shelves = [(crumbs, title, price) for crumbs, goods in PRODUCTS.items() for title, price in goods]
    for number, (crumbs, title, price) in enumerate(shelves, 1):
        sku = f"SKU{number:04d}"
        description = f"<p>{title}: made to last, tested at sea.</p>"
        product = get_model("catalogue", "Product").objects.create(
            product_class=kind, upc=sku, title=title, description=description
        )
        product.categories.add(create_from_breadcrumbs(crumbs))
        get_model("partner", "StockRecord").objects.create(
            product=product,
            partner=partner,
            partner_sku=sku,
            price=Decimal(price),
            price_currency="EUR",
            num_in_stock=IN_STOCK,
        )
        get_model("catalogue", "ProductImage").objects.create(product=product, original=picture(title, number))


def put_voucher() -> None:
    goods = get_model("offer", "Range").objects.create(name="All goods", includes_all_products=True)
    benefit = get_model("offer", "Benefit").objects.create(range=goods, type="Percentage", value=Decimal(10))
    condition = get_model("offer", "Condition").objects.create(range=goods, type="Count", value=1)
    offer = get_model("offer", "ConditionalOffer").objects.create(
        name="Welcome 10", offer_type="Voucher", condition=condition, benefit=benefit
    )
    now = timezone.now()
    voucher = get_model("voucher", "Voucher").objects.create(
        name="Welcome 10",
        code="WELCOME10",
        usage="Multi-use",
        start_datetime=now - timedelta(days=1),
        end_datetime=now + timedelta(days=3650),
    )
    voucher.offers.add(offer)


def put_countries() -> None:
    for two, three, numeric, name in COUNTRIES:
        get_model("address", "Country").objects.create(
            iso_3166_1_a2=two,
            iso_3166_1_a3=three,
            iso_3166_1_numeric=numeric,
            printable_name=name,
            name=name,
            is_shipping_country=True,
        )


def fill() -> None:
    put_products()
    put_voucher()
    put_countries()
    call_command("rebuild_index", interactive=False, verbosity=0)
