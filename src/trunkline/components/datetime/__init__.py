"""Date/Time: read, move and write times."""

from trunkline.components.datetime.actions import (
    adjust_date_time,
    convert_from_epoch,
    convert_to_epoch,
    convert_to_iso_string,
    convert_to_local_iso_string,
    format_date_time,
    get_current_date_time,
)
from trunkline.sdk import Component

component = Component(
    key="datetime",
    label="Date/Time",
    description="Get, move and write times.",
    category="Helpers",
    actions=[
        adjust_date_time,
        convert_from_epoch,
        convert_to_epoch,
        convert_to_iso_string,
        convert_to_local_iso_string,
        format_date_time,
        get_current_date_time,
    ],
)
