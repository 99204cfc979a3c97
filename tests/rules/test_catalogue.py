from rules.catalogue import Catalogue, Product

COAT, BOOTS = Product("1", "Coat", "/p/1"), Product("2", "Boots", "/p/2")


def test_a_product_is_found_by_its_id() -> None:
    catalogue = Catalogue.of((COAT, BOOTS), {"best": ("2",)})
    assert catalogue.find("2") is BOOTS
    assert catalogue.collections["best"] == ("2",)


def test_what_the_feed_does_not_hold_is_not_found() -> None:
    assert Catalogue.of((COAT,), {}).find("2") is None
    assert Catalogue().find("1") is None


def test_a_category_is_found_by_its_own_name_and_by_its_whole_path() -> None:
    deck = Product("3", "Deck boots", "/p/3", category="Shoes > Boots")
    sea, bare = Product("4", "Sea boots", "/p/4", category="boots"), Product("5", "Tin", "/p/5")
    assert Catalogue.of((deck, sea, bare), {}).by_category() == {"shoes > boots": (deck,), "boots": (deck, sea)}
