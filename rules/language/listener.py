"""The webhook that is told what visitors answer: one that takes more than contacts."""

from typing import Annotated

from pydantic import AfterValidator

from rules.language.names import WebhookRef
from rules.language.operands import wrong
from rules.webhook import Shape, Webhook


def _listens(webhook: Webhook) -> Webhook:
    if webhook.shape is Shape.MAUTIC:
        message = f'"{webhook.name}" takes contacts by their mail address alone (`shape: mautic`): name another webhook'
        raise wrong("wrong-value", message)
    return webhook


ListenerRef = Annotated[WebhookRef, AfterValidator(_listens)]
"""The name that `webhooks` of site.yaml gives to a system that hears of any visitor."""
