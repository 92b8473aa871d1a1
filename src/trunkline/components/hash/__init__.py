"""Hash: digests, and webhooks that prove who sends them."""

from trunkline.components.hash.actions import COMPUTE, compute_hash, compute_hmac
from trunkline.components.hash.trigger import hmac_secret, hmac_webhook_trigger
from trunkline.sdk import Component

component = Component(
    key="hash",
    label="Hash",
    description="Compute digests and HMACs, and check the HMACs of webhooks.",
    category="Helpers",
    actions=[compute_hash, compute_hmac, *COMPUTE],
    triggers=[hmac_webhook_trigger],
    connections=[hmac_secret],
)
