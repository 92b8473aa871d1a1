"""JSONata: data out of data."""

from trunkline.components.jsonata.actions import transform
from trunkline.sdk import Component

component = Component(
    key="jsonata",
    label="JSONata",
    description="Query and transform data with JSONata expressions.",
    category="Helpers",
    actions=[transform],
)
