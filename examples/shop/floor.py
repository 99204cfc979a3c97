"""One running shop: its goods, its templates and, in memory, the baskets and orders of its shoppers."""

from dataclasses import dataclass, field
from pathlib import Path

import jinja2
from aiohttp import web

from examples.shop.basket import Basket, Order
from examples.shop.catalogue import Catalogue, Product, euros, read_catalogue

HERE = Path(__file__).parent
FIRST_ORDER = 104501


@dataclass(slots=True)
class Floor:
    catalogue: Catalogue
    templates: jinja2.Environment
    opened: float
    public_url: str
    baskets: dict[str, Basket] = field(default_factory=dict)
    orders: dict[str, Order] = field(default_factory=dict)

    def basket(self, owner: str) -> Basket:
        return self.baskets.get(owner, Basket())

    def put(self, owner: str, product: Product, quantity: int) -> None:
        basket = self.basket(owner)
        self.baskets[owner] = basket.holding(product, basket.quantity_of(product) + quantity)

    def place_order(self, owner: str, name: str) -> Order:
        order = Order(str(FIRST_ORDER + len(self.orders)), self.basket(owner), name, owner)
        self.orders[order.number] = order
        self.baskets.pop(owner, None)
        return order


FLOOR = web.AppKey("floor", Floor)


def open_floor(public_url: str) -> Floor:
    """A shop with empty baskets; an empty public URL means: take the `Host` the browser names."""
    goods = HERE / "products.csv"
    templates = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE / "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    templates.filters["euros"] = euros
    return Floor(read_catalogue(goods), templates, goods.stat().st_mtime, public_url.rstrip("/"))
