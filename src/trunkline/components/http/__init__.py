"""HTTP: call any web service."""

from trunkline.components.http.actions import (
    http_delete,
    http_get,
    http_head,
    http_patch,
    http_post,
    http_post_form_data,
    http_put,
    http_request,
)
from trunkline.components.http.connections import api_key, basic, bearer
from trunkline.sdk import Component
from trunkline.sdk.webhook import webhook_trigger

webhook = webhook_trigger(
    "Webhook",
    key="webhook",
    description="The old name of the trigger webhook of webhook-triggers, for definitions that still use it.",
)

component = Component(
    key="http",
    label="HTTP",
    description="Call any web service by HTTP.",
    category="Helpers",
    actions=[
        http_get,
        http_post,
        http_put,
        http_patch,
        http_delete,
        http_head,
        http_request,
        http_post_form_data,
    ],
    triggers=[webhook],
    connections=[basic, api_key, bearer],
)
