import pytest

from rules.url import sites


@pytest.mark.parametrize(
    ("host", "names"),
    [
        ("www.shop.example", ("www.shop.example", "shop.example", "example")),
        ("Shop.Example.", ("shop.example", "example")),
        ("localhost", ("localhost",)),
        ("", ("",)),
    ],
)
def test_a_host_lies_in_every_domain_above_it(host: str, names: tuple[str, ...]) -> None:
    assert sites(host) == names
