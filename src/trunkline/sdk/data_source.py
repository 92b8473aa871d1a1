"""Data sources: values that people choose from while they configure an instance."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

from trunkline.sdk.action import Call, ErrorHook, Runs, first_line, how_it_runs
from trunkline.sdk.context import Context
from trunkline.sdk.inputs import Inputs

I = TypeVar("I", bound=Inputs)  # noqa: E741 - inputs


class DataSourceType(StrEnum):
    """What a data source gives, as the public API names it."""

    BOOLEAN = "BOOLEAN"
    CODE = "CODE"
    DATE = "DATE"
    JSONFORM = "JSONFORM"
    NUMBER = "NUMBER"
    OBJECTFIELDMAP = "OBJECTFIELDMAP"
    OBJECTSELECTION = "OBJECTSELECTION"
    PICKLIST = "PICKLIST"
    SCHEDULE = "SCHEDULE"
    STRING = "STRING"
    TIMESTAMP = "TIMESTAMP"


@dataclass(frozen=True, slots=True, kw_only=True)
class DataSource:
    """A declared data source. ``call`` cleans the inputs and runs the author's function."""

    key: str
    label: str
    description: str
    gives: DataSourceType
    inputs: type[Inputs]
    runs: Runs
    call: Call
    document: str = field(default="", repr=False)
    component_key: str = ""
    on_error: ErrorHook | None = None
    detail_data_source: str = ""


def data_source(
    label: str,
    *,
    key: str,
    gives: DataSourceType,
    inputs: type[I],
    description: str = "",
    inline: bool = False,
    detail_data_source: str = "",
) -> Callable[[Callable[[Context, I], object]], DataSource]:
    """Make a data source of a function ``(context, inputs) -> value`` of the declared type.

    A picklist's value is a list of texts or of ``{key, label}``. ``detail_data_source`` is the key of another
    one that tells more of what was chosen.
    """

    def declare(perform: Callable[[Context, I], object]) -> DataSource:
        return DataSource(
            key=key,
            label=label,
            description=description or first_line(perform.__doc__),
            gives=gives,
            inputs=inputs,
            runs=how_it_runs(perform, inline=inline),
            call=lambda context, raw: perform(context, inputs.clean(raw)),
            document=inspect.getdoc(perform) or "",
            detail_data_source=detail_data_source,
        )

    return declare
