"""UUID: identifiers that are unique everywhere."""

from trunkline.components.uuid.actions import empty_uuid, generate_uuid
from trunkline.sdk import Component

component = Component(
    key="uuid",
    label="UUID",
    description="Make identifiers that are unique everywhere.",
    category="Helpers",
    actions=[generate_uuid, empty_uuid],
)
