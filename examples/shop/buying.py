"""The way to the till: basket, voucher, checkout, order, and the XHR doors of shop.js."""

import re
from dataclasses import replace
from http import HTTPStatus

from aiohttp import web

from examples.shop.answers import home_url, json_answer, own_page, redirect
from examples.shop.basket import VOUCHERS
from examples.shop.catalogue import Product, euros
from examples.shop.floor import FLOOR
from examples.shop.forms import form, query, whole_number
from examples.shop.visit import OWNER

QUANTITY = re.compile(r"qty\[(\w+)\]")
ADDRESS = ("name", "email", "street", "postcode", "city", "country")
REQUIRED = ("name", "street", "city")
NOTICES = {
    "voucher": "We do not know this voucher.",
    "sold-out": "We are sorry: this product is sold out.",
}


async def basket(request: web.Request) -> web.Response:
    held = request.app[FLOOR].basket(request[OWNER])
    notice = NOTICES.get(query(request).get("notice", ""), "")
    return own_page(request, "basket.html", {"basket": held, "notice": notice})


async def add(request: web.Request) -> web.Response:
    sent = await form(request)
    refused = _add(request, sent.get("product", ""), sent.get("quantity", "1"))
    return redirect(request, "/basket?notice=sold-out" if refused else "/basket")


async def update(request: web.Request) -> web.Response:
    floor, owner = request.app[FLOOR], request[OWNER]
    held = floor.basket(owner)
    for name, typed in (await form(request)).items():
        product = _product_named(request, QUANTITY.fullmatch(name))
        if product is not None and (before := held.quantity_of(product)):
            held = held.holding(product, whole_number(typed, before))
    floor.baskets[owner] = held
    return redirect(request, "/basket")


async def voucher(request: web.Request) -> web.Response:
    floor, owner = request.app[FLOOR], request[OWNER]
    code = (await form(request)).get("voucher", "").strip().upper()
    if code and code not in VOUCHERS:
        return redirect(request, "/basket?notice=voucher")
    floor.baskets[owner] = replace(floor.basket(owner), voucher=code)
    return redirect(request, "/basket")


async def checkout(request: web.Request) -> web.Response:
    return _checkout_page(request, dict.fromkeys(ADDRESS, ""), missing=())


async def place(request: web.Request) -> web.Response:
    sent = await form(request)
    typed = {name: sent.get(name, "").strip() for name in ADDRESS}
    missing = tuple(name for name in REQUIRED if not typed[name])
    floor, owner = request.app[FLOOR], request[OWNER]
    if missing or not floor.basket(owner).lines:
        return _checkout_page(request, typed, missing)
    placed = floor.place_order(owner, typed["name"])
    return redirect(request, f"/order/{placed.number}", HTTPStatus.SEE_OTHER)


async def order(request: web.Request) -> web.Response:
    found = request.app[FLOOR].orders.get(request.match_info["number"])
    if found is None or found.owner != request[OWNER]:
        raise web.HTTPNotFound
    return own_page(request, "order.html", {"order": found, "basket": found.basket})


async def minicart(request: web.Request) -> web.Response:
    return own_page(request, "minicart.html", {"basket": request.app[FLOOR].basket(request[OWNER])})


async def old_add(request: web.Request) -> web.Response:
    """`POST /index.php?route=checkout/cart/add`: the answer is 200 even when nothing was added."""
    if query(request).get("route") != "checkout/cart/add":
        raise web.HTTPNotFound
    sent = await form(request)
    refused = _add(request, sent.get("product_id", ""), sent.get("quantity", "1"))
    if refused:
        return json_answer(request, {"success": False, "error": refused})
    held = request.app[FLOOR].basket(request[OWNER])
    total = f"{held.items} item(s), {euros(held.subtotal)}"
    basket_url = home_url(request) + "/basket"
    return json_answer(request, {"success": True, "items": held.items, "total": total, "basket": basket_url})


def _add(request: web.Request, product_id: str, typed: str) -> str:
    """Why nothing was added, or nothing when it was."""
    floor = request.app[FLOOR]
    product = floor.catalogue.by_id(product_id)
    quantity = whole_number(typed, 0)
    if product is None:
        return "There is no such product."
    if not product.available:
        return f"{product.title} is sold out."
    if quantity < 1:
        return "Please tell how many you would like."
    floor.put(request[OWNER], product, quantity)
    return ""


def _product_named(request: web.Request, field: re.Match[str] | None) -> Product | None:
    return request.app[FLOOR].catalogue.by_id(field[1]) if field else None


def _checkout_page(request: web.Request, typed: dict[str, str], missing: tuple[str, ...]) -> web.Response:
    held = request.app[FLOOR].basket(request[OWNER])
    if not held.lines:
        return redirect(request, "/basket")
    return own_page(request, "checkout.html", {"basket": held, "typed": typed, "missing": missing})
