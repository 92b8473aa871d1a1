"""MessagePack: structures as few bytes."""

from trunkline.components.messagepack.actions import decode_message, encode_message
from trunkline.sdk import Component

component = Component(
    key="messagepack",
    label="MessagePack",
    description="Write structures as MessagePack, and read them.",
    category="Helpers",
    actions=[decode_message, encode_message],
)
