import re

import pytest

from tests.support.shop import Shopper, shopper_in

COAT, PARKA, CAP, SOLD_OUT = "101", "104", "306", "106"
ADDRESS = {"name": "Zoë", "street": "1 Quay", "city": "Saint-Malo"}
OLD_ADD = "/index.php?route=checkout/cart/add"


async def put(shopper: Shopper, product: str, quantity: str = "1") -> None:
    answer = await shopper.post("/basket/add", {"product": product, "quantity": quantity})
    assert (answer.status, answer.headers["Location"]) == (302, shopper.url + "/basket")


async def figure(shopper: Shopper, name: str, path: str = "/basket") -> str:
    found = re.search(rf"id={name}>([^<]*)<", await shopper.sees(path))
    assert found, name
    return found[1]


async def held(shopper: Shopper) -> tuple[str, str]:
    return await figure(shopper, "basket-items"), await figure(shopper, "basket-total")


async def test_a_new_basket_is_empty_and_yet_asks_for_a_voucher(shopper: Shopper) -> None:
    assert await held(shopper) == ("0", "€ 0,00")
    assert '<tr class=voucher-row><td colspan=4><form action="' in await shopper.sees("/basket")


async def test_what_is_added_is_in_the_basket(shopper: Shopper) -> None:
    await put(shopper, COAT)
    await put(shopper, COAT, "2")
    await put(shopper, PARKA)
    assert await held(shopper) == ("4", "€ 2.101,50")


async def test_small_baskets_pay_delivery(shopper: Shopper) -> None:
    await put(shopper, CAP)
    assert await held(shopper) == ("1", "€ 38,90")


async def test_baskets_belong_to_one_shopper(shopper: Shopper) -> None:
    await put(shopper, COAT)
    async with shopper_in(shopper.url) as other:
        assert await held(other) == ("0", "€ 0,00")


@pytest.mark.parametrize(
    ("product", "quantity"),
    [(SOLD_OUT, "1"), ("999", "1"), ("", "1"), (COAT, "0"), (COAT, "-1"), (COAT, "many"), (COAT, "1e9")],
)
async def test_what_cannot_be_had_is_not_added(shopper: Shopper, product: str, quantity: str) -> None:
    await shopper.post("/basket/add", {"product": product, "quantity": quantity})
    assert await held(shopper) == ("0", "€ 0,00")


async def test_quantities_can_be_changed_and_lines_taken_out(shopper: Shopper) -> None:
    await put(shopper, COAT)
    await put(shopper, CAP)
    await shopper.post("/basket/update", {f"qty[{COAT}]": "3", f"qty[{CAP}]": "0"})
    assert await held(shopper) == ("3", "€ 867,00")


@pytest.mark.parametrize("fields", [{f"qty[{COAT}]": "x"}, {f"qty[{CAP}]": "2"}, {"qty[]": "2"}, {"a": "b"}])
async def test_an_update_that_makes_no_sense_changes_nothing(shopper: Shopper, fields: dict[str, str]) -> None:
    await put(shopper, COAT)
    await shopper.post("/basket/update", fields)
    assert await held(shopper) == ("1", "€ 289,00")


@pytest.mark.parametrize("code", ["SHIP10", "ship10", " Ship10 "])
async def test_a_known_voucher_takes_a_tenth_off(shopper: Shopper, code: str) -> None:
    await put(shopper, COAT)
    await shopper.post("/basket/voucher", {"voucher": code})
    assert await figure(shopper, "basket-total") == "€ 260,10"
    assert "<tr class=voucher-applied>" in await shopper.sees("/basket")


async def test_an_unknown_voucher_is_told_so(shopper: Shopper) -> None:
    await put(shopper, COAT)
    answer = await shopper.post("/basket/voucher", {"voucher": "FREE"})
    page = await shopper.sees(answer.headers["Location"].removeprefix(shopper.url))
    assert "We do not know this voucher." in page
    assert "voucher-applied" not in page


async def test_an_empty_code_takes_the_voucher_back(shopper: Shopper) -> None:
    await put(shopper, COAT)
    await shopper.post("/basket/voucher", {"voucher": "SHIP10"})
    await shopper.post("/basket/voucher", {"voucher": ""})
    assert await figure(shopper, "basket-total") == "€ 289,00"


async def test_an_order_has_a_number_and_the_total_and_empties_the_basket(shopper: Shopper) -> None:
    await put(shopper, COAT)
    await shopper.post("/basket/voucher", {"voucher": "SHIP10"})
    placed = await shopper.post("/checkout/place", ADDRESS)
    assert (placed.status, placed.headers["Location"]) == (303, shopper.url + "/order/104501")
    assert await figure(shopper, "order-number", "/order/104501") == "104501"
    assert await figure(shopper, "order-total", "/order/104501") == "€ 260,10"
    assert await held(shopper) == ("0", "€ 0,00")


async def test_an_order_is_shown_to_nobody_else(shopper: Shopper) -> None:
    await put(shopper, COAT)
    await shopper.post("/checkout/place", ADDRESS)
    async with shopper_in(shopper.url) as other:
        assert (await other.get("/order/104501")).status == 404


@pytest.mark.parametrize("missing", ["name", "street", "city"])
async def test_an_address_with_a_gap_is_asked_for_again(shopper: Shopper, missing: str) -> None:
    await put(shopper, COAT)
    answer = await shopper.post("/checkout/place", ADDRESS | {missing: " ", "postcode": "35400"})
    assert answer.status == 200
    assert f"Please fill in: {missing}." in await answer.text()
    assert 'name=postcode value="35400"' in await answer.text()


async def test_nobody_checks_out_an_empty_basket(shopper: Shopper) -> None:
    looked = await shopper.get("/checkout")
    placed = await shopper.post("/checkout/place", ADDRESS)
    assert looked.headers["Location"] == placed.headers["Location"] == shopper.url + "/basket"


@pytest.mark.parametrize("path", ["/basket/add", "/basket/voucher", "/checkout/place", "/cookies", OLD_ADD])
@pytest.mark.parametrize("origin", ["http://127.0.0.1:1", "https://evil.example", "null"])
async def test_a_form_of_another_origin_is_refused(shopper: Shopper, path: str, origin: str) -> None:
    answer = await shopper.post(path, {"product": COAT}, {"Origin": origin})
    assert answer.status == 403
    assert await held(shopper) == ("0", "€ 0,00")


async def test_a_form_whose_origin_is_the_host_is_taken(shopper: Shopper) -> None:
    own = {"Host": "shop.example:8080", "Origin": "http://shop.example:8080"}
    answer = await shopper.post("/basket/add", {"product": COAT}, own)
    assert answer.headers["Location"] == "http://shop.example:8080/basket"


async def test_the_xhr_door_answers_200_and_success(shopper: Shopper) -> None:
    answer = await shopper.post(OLD_ADD, {"product_id": COAT, "quantity": "2"})
    told = await answer.json()
    assert (answer.status, answer.content_type) == (200, "application/json")
    assert (told["success"], told["items"], told["total"]) == (True, 2, "2 item(s), € 578,00")
    assert "\\/basket" in await answer.text()


@pytest.mark.parametrize("fields", [{"product_id": SOLD_OUT}, {"product_id": "7"}, {"product": COAT}])
async def test_the_xhr_door_answers_200_and_failure(shopper: Shopper, fields: dict[str, str]) -> None:
    answer = await shopper.post(OLD_ADD, fields)
    told = await answer.json()
    assert (answer.status, told["success"]) == (200, False)
    assert told["error"]
    assert await held(shopper) == ("0", "€ 0,00")


async def test_the_minicart_is_a_fragment_in_html(shopper: Shopper) -> None:
    await put(shopper, PARKA)
    answer = await shopper.get("/fragment/minicart")
    assert answer.headers["Content-Type"] == "text/html; charset=windows-1252"
    assert (await answer.text()).endswith("Basket</a>: <b>1</b> item, € 1.234,50")


async def test_names_come_back_as_they_were_typed(shopper: Shopper) -> None:
    await put(shopper, COAT)
    typed = b"name=Zo%EB+%26%23321%3B&street=1&city=Malm%F6"
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    placed = await shopper.client.post(shopper.url + "/checkout/place", data=typed, headers=headers)
    assert "Thank you, Zoë &amp;#321;" in await placed.text()
