from rules.catalogue import Catalogue, Product

COAT, BOOTS = Product("1", "Coat", "/p/1"), Product("2", "Boots", "/p/2")


def test_a_product_is_found_by_its_id() -> None:
    catalogue = Catalogue.of((COAT, BOOTS), {"best": ("2",)})
    assert catalogue.find("2") is BOOTS
    assert catalogue.collections["best"] == ("2",)


def test_what_the_feed_does_not_hold_is_not_found() -> None:
    assert Catalogue.of((COAT,), {}).find("2") is None
    assert Catalogue().find("1") is None
