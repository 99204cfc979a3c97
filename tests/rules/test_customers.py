from rules.context import PERSONALISE
from rules.customers import CustomerFile


def test_customers_are_looked_up_for_who_agreed_to_be_recognized() -> None:
    assert CustomerFile("customer").purpose == PERSONALISE
