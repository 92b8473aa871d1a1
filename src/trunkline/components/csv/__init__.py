"""CSV: tables as text."""

from trunkline.components.csv.actions import generate, generate_from_object, parse
from trunkline.sdk import Component

component = Component(
    key="csv",
    label="CSV",
    description="Read and write tables as CSV text.",
    category="Helpers",
    actions=[generate_from_object, generate, parse],
)
