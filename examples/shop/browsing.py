"""The pages where shoppers look around: home, category, product, search, and the old query-string addresses."""

import json
from itertools import islice

from aiohttp import web

from examples.shop.answers import home_url, public_page, redirect
from examples.shop.catalogue import Product
from examples.shop.floor import FLOOR
from examples.shop.forms import query

CARDS_IN_A_BLOCK = 4


async def home(request: web.Request) -> web.Response:
    catalogue = request.app[FLOOR].catalogue
    blocks = [(name, catalogue.in_category(name)[:CARDS_IN_A_BLOCK]) for name in catalogue.categories]
    values = {"blocks": blocks, "selection": catalogue.labelled("selection")}
    return public_page(request, "home.html", values)


async def category(request: web.Request) -> web.Response:
    return _category_page(request, request.match_info["category"], "category.html")


async def product(request: web.Request) -> web.Response:
    found = request.app[FLOOR].catalogue.by_slug(request.match_info["slug"])
    return _product_page(request, found, "product.html")


async def search(request: web.Request) -> web.Response:
    words = query(request).get("q", "")
    products = request.app[FLOOR].catalogue.search(words)
    return public_page(request, "search.html", {"q": words, "products": products})


async def delivery(request: web.Request) -> web.Response:
    return public_page(request, "delivery.html", {})


async def old_address(request: web.Request) -> web.Response:
    """`/index.php`, where the kind of page stands in the query string alone."""
    asked = query(request)
    route = asked.get("route", "common/home")
    if route == "product/product":
        found = request.app[FLOOR].catalogue.by_id(asked.get("product_id", ""))
        return _product_page(request, found, "old_product.html")
    if route == "product/category":
        return _category_page(request, asked.get("path", ""), "category.html")
    if route == "common/home":
        return redirect(request, "/")
    raise web.HTTPNotFound


def _category_page(request: web.Request, name: str, template: str) -> web.Response:
    products = request.app[FLOOR].catalogue.in_category(name)
    if not products:
        raise web.HTTPNotFound
    return public_page(request, template, {"category": products[0].category, "products": products})


def _product_page(request: web.Request, found: Product | None, template: str) -> web.Response:
    if found is None:
        raise web.HTTPNotFound
    family = request.app[FLOOR].catalogue.in_category(found.category)
    others = islice((other for other in family if other != found), CARDS_IN_A_BLOCK)
    markup = json.dumps(_markup(found, home_url(request)), indent=1).replace("</", "<\\/")
    values = {"product": found, "others": tuple(others), "markup": markup}
    return public_page(request, template, values)


def _markup(found: Product, home: str) -> dict[str, object]:
    """The product as https://schema.org/Product, for search engines."""
    return {
        "@context": "https://schema.org",
        "@type": "Product",
        "sku": found.id,
        "name": found.title,
        "category": found.category,
        "color": found.color,
        "url": home + found.link,
        "image": home + found.image_link,
        "description": found.description,
        "offers": {
            "@type": "Offer",
            "price": str(found.price),
            "priceCurrency": "EUR",
            "availability": f"https://schema.org/{'InStock' if found.available else 'OutOfStock'}",
        },
    }
