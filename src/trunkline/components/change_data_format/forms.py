"""URL-encoded forms and structures."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode

from trunkline.components.common.fields import content_text
from trunkline.components.common.values import unusable
from trunkline.sdk import Context, Inputs, Repeat, action
from trunkline.sdk.cleaning import CleaningError, to_json, to_text
from trunkline.sdk.inputs import Field, InputSpec

MOST_FIELDS = 10_000


def _fields(value: object) -> Mapping[str, object]:
    fields = to_json(value)
    if not isinstance(fields, Mapping):
        raise CleaningError("an object, or JSON text of one")
    return fields


class FromForm(Inputs):
    """A form."""

    data = content_text("Data", comments="The form as it was sent, such as a webhook's body.", example="id=1&name=Ada")


class ToForm(Inputs):
    """Fields with values."""

    data: Field[Mapping[str, object]] = Field(
        InputSpec(
            label="Data", type="CODE", language="json", required=True,
            comments="An object; a list makes its field come several times.", example='{"id": 1, "name": "Ada"}',
        ),
        _fields,
        dict,
    )  # fmt: skip


@action("Deserialize URL-encoded Form Data", key="deserializeFormData", inputs=FromForm, repeat=Repeat.SAFE)
def deserialize_form_data(_context: Context, inputs: FromForm) -> dict[str, object]:
    """Return a form's fields by name; a field that comes several times is a list."""
    fields: dict[str, list[str]] = {}
    try:
        for name, value in parse_qsl(inputs.data, keep_blank_values=True, max_num_fields=MOST_FIELDS):
            fields.setdefault(name, []).append(value)
    except ValueError:
        raise unusable(FromForm.data, f"it has more than {MOST_FIELDS} fields") from None
    return {name: values[0] if len(values) == 1 else values for name, values in fields.items()}


@action("Serialize URL-encoded Form Data", key="serializeFormData", inputs=ToForm, repeat=Repeat.SAFE)
def serialize_form_data(_context: Context, inputs: ToForm) -> str:
    """Return fields with values as a form."""
    pairs = [
        (name, to_text(one))
        for name, value in inputs.data.items()
        for one in (value if isinstance(value, list | tuple) else [value])
    ]
    return urlencode(pairs)
