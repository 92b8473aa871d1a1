"""Liquid template: text out of data."""

from trunkline.components.liquid_template.actions import transform
from trunkline.sdk import Component

component = Component(
    key="liquid-template",
    label="Liquid Template",
    description="Make text of data by a Liquid template.",
    category="Helpers",
    actions=[transform],
)
