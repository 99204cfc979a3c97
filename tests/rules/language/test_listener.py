"""Who is told what visitors answer has to take it, of whom no mail address is known."""

import pytest
from pydantic import TypeAdapter, ValidationError

from rules.language.listener import ListenerRef
from rules.language.names import Names
from rules.webhook import Shape, Webhook

LISTENER = TypeAdapter[Webhook](ListenerRef)
NAMES = Names(
    webhooks={
        "support": Webhook("support", "https://support.example/"),
        "news": Webhook("news", "https://mautic.example/", Shape.MAUTIC),
    }
)


def test_a_system_that_hears_of_anybody_may_be_named() -> None:
    assert LISTENER.validate_python("support", context=NAMES).name == "support"


@pytest.mark.parametrize("name", ["news", "suport", 3])
def test_one_that_takes_contacts_alone_may_not_nor_one_that_there_is_not(name: object) -> None:
    with pytest.raises(ValidationError):
        LISTENER.validate_python(name, context=NAMES)
