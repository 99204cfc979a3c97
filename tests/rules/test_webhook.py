from rules.webhook import Shape, Webhook


def test_a_webhook_is_generic_and_patient_unless_it_says_otherwise() -> None:
    found = Webhook("crm", "https://crm.example/hook")
    assert (found.shape, found.timeout) == (Shape.GENERIC, 10.0)
    assert list(Shape) == ["generic", "mautic"]
