"""What a shopper holds and owes: lines, voucher, delivery and the order they become."""

from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from examples.shop.catalogue import Product

VOUCHERS = {"SHIP10": Decimal("0.10")}
FREE_DELIVERY_FROM = Decimal("150.00")
DELIVERY = Decimal("9.90")
MOST_OF_ONE = 99


@dataclass(frozen=True, slots=True)
class Line:
    product: Product
    quantity: int

    @property
    def total(self) -> Decimal:
        return self.product.price * self.quantity


@dataclass(frozen=True, slots=True)
class Basket:
    lines: tuple[Line, ...] = ()
    voucher: str = ""

    @property
    def items(self) -> int:
        return sum(line.quantity for line in self.lines)

    @property
    def subtotal(self) -> Decimal:
        return sum((line.total for line in self.lines), Decimal("0.00"))

    @property
    def discount(self) -> Decimal:
        share = VOUCHERS.get(self.voucher, Decimal(0))
        return (self.subtotal * share).quantize(Decimal("0.01"), ROUND_HALF_UP)

    @property
    def delivery(self) -> Decimal:
        free = not self.lines or self.subtotal >= FREE_DELIVERY_FROM
        return Decimal("0.00") if free else DELIVERY

    @property
    def total(self) -> Decimal:
        return self.subtotal - self.discount + self.delivery

    def quantity_of(self, product: Product) -> int:
        return next((line.quantity for line in self.lines if line.product == product), 0)

    def holding(self, product: Product, quantity: int) -> "Basket":
        """This basket with exactly so many of the product; none takes the line away."""
        new = Line(product, min(quantity, MOST_OF_ONE))
        if self.quantity_of(product):
            lines = tuple(new if line.product == product else line for line in self.lines)
        else:
            lines = (*self.lines, new)
        return replace(self, lines=tuple(line for line in lines if line.quantity > 0))

    def with_voucher(self, code: str) -> "Basket":
        return replace(self, voucher=code)


@dataclass(frozen=True, slots=True)
class Order:
    number: str
    basket: Basket
    name: str
    owner: str
