import pytest

from rules.codes import Pool
from tests.support.folder import SITE, rulebook, sentences


def pool(text: str) -> Pool:
    return rulebook("", SITE + f"codes: {{ freeship: {{ {text} }} }}\n").site.codes["freeship"]


def test_codes_stand_in_a_file() -> None:
    assert pool("file: codes/freeship.csv") == Pool("freeship", "codes/freeship.csv")
    assert pool("file: freeship.txt, column: Coupon, low: 500") == Pool("freeship", "freeship.txt", "Coupon", low=500)


def test_codes_are_made_by_a_service() -> None:
    assert pool("api: { url: 'https://shop.internal/codes' }") == Pool(
        "freeship", url="https://shop.internal/codes", answer=("code",), seconds=3.0
    )
    assert pool("api: { url: 'http://shop/codes?kind=a', answer: coupon.code, timeout: 10 seconds }") == Pool(
        "freeship", url="http://shop/codes?kind=a", answer=("coupon", "code"), seconds=10.0
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("low: 5", "say where codes come from: `file` or `api`"),
        ("file: a.csv, api: { url: 'https://shop/codes' }", "say where codes come from"),
        ("file: /etc/codes", "write a file of this folder"),
        ("file: ../codes.csv", "write a file of this folder"),
        ("file: ''", "write a file of this folder"),
        ("file: a.csv, low: -1", "at least 0"),
        ("api: { url: shop.internal }", "write an address such as"),
        ("api: { url: 'https://user:secret@shop/codes' }", "write an address such as"),
        ("api: { url: 'https://[' }", "write an address such as"),
        ("api: { url: 'https://shop/codes', answer: 'a..b' }", "where the code stands"),
        ("api: { url: 'https://shop/codes', timeout: 1 hour }", "at most 30 seconds"),
        ("api: { url: 'https://shop/codes' }, low: 9", "a service says itself"),
        ("api: { url: 'https://shop/codes' }, column: a", "`column` names a column of `file`"),
        ("file: a.csv, colum: a", "column"),
    ],
)
def test_what_is_wrong_is_told(text: str, message: str) -> None:
    (told,) = sentences("", SITE + f"codes: {{ freeship: {{ {text} }} }}\n")
    assert message in told


@pytest.mark.parametrize("name", ["Free Ship", "-a", "x" * 41])
def test_a_pool_has_a_short_plain_name(name: str) -> None:
    (told,) = sentences("", SITE + f"codes: {{ '{name}': {{ file: a.csv }} }}\n")
    assert "name a pool in small letters" in told


def test_pools_are_few() -> None:
    many = ", ".join(f"p{number}: {{ file: a.csv }}" for number in range(21))
    (told,) = sentences("", SITE + f"codes: {{ {many} }}\n")
    assert "at most 20" in told
