"""Whether JSON is as a JSON Schema wants it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice

from jsonschema import Draft202012Validator, SchemaError, ValidationError
from jsonschema.protocols import Validator
from jsonschema.validators import extend, validator_for
from referencing import Registry
from referencing.exceptions import Unresolvable

from trunkline.components.collection_tools.sameness import identity
from trunkline.components.common.patterns import compiled
from trunkline.components.common.values import checked_depth, content_of, inside, text_of, unusable
from trunkline.sdk import Context, Inputs, NotRetryable, Repeat, action
from trunkline.sdk.cleaning import CleaningError, to_json
from trunkline.sdk.inputs import Field, InputSpec

MOST_ERRORS = 10
TIME_LIMIT_S = 10.0
Errors = Iterator[ValidationError]
Check = Callable[[Validator, object, object, object], Errors | None]


def _json(value: object) -> object:
    content = content_of(value)
    return checked_depth(to_json(text_of(content)) if isinstance(content, str | bytes) else content)


def _schema(value: object) -> Mapping[str, object]:
    schema = _json(value)
    if not isinstance(schema, Mapping):
        raise CleaningError("an object, or JSON text of one")
    return _checked_keywords(schema)


class ValidateJsonSchema(Inputs):
    """JSON and its schema."""

    json_input: Field[object] = Field(
        InputSpec(
            label="JSON object", key="jsonInput", type="CODE", language="json", required=True,
            comments="What to check: a reference, or JSON text.", example='{"someProperty": "value"}',
        ),
        _json,
        lambda: None,
    )  # fmt: skip
    json_schema: Field[Mapping[str, object]] = Field(
        InputSpec(
            label="JSON schema", key="jsonSchema", type="CODE", language="json", required=True,
            comments="The JSON Schema; references must stay inside it.", example='{"type": "object"}',
        ),
        _schema,
        dict,
    )  # fmt: skip


@action("Validate JSON Schema", key="validateJsonSchema", inputs=ValidateJsonSchema, repeat=Repeat.SAFE)
def validate_json_schema(_context: Context, inputs: ValidateJsonSchema) -> object:
    """Return JSON as it is when it keeps to a schema, and fail when it does not.

    Source: https://json-schema.org/draft/2020-12/json-schema-core

    Raises:
        InputError: the schema cannot be used.
        NotRetryable: the JSON does not keep to it; says where and why.
    """
    kind = _bounded(validator_for(inputs.json_schema, default=Draft202012Validator), time.monotonic() + TIME_LIMIT_S)
    try:
        kind.check_schema(inputs.json_schema)
        checker = kind(inputs.json_schema, registry=Registry())  # of its own, so that nothing is ever fetched
        problems = [_said(error) for error in islice(checker.iter_errors(inputs.json_input), MOST_ERRORS)]
    except SchemaError as wrong:
        raise unusable(ValidateJsonSchema.json_schema, f"it is no JSON Schema: {_said(wrong)}") from None
    except (Unresolvable, _Unusable) as wrong:
        raise unusable(ValidateJsonSchema.json_schema, str(wrong)) from None
    except RecursionError:
        raise unusable(ValidateJsonSchema.json_schema, "it refers to itself without end") from None
    if problems:
        raise NotRetryable("the JSON does not keep to the schema: " + "; ".join(problems))
    return inputs.json_input


class _Unusable(Exception):
    """The schema asks for what we do not do."""


def _bounded(kind: type[Validator], deadline: float) -> type[Validator]:
    """Return a validator whose patterns cannot explode, and that stops at the deadline."""

    def within_time(check: Check) -> Check:
        def checked(validator: Validator, wanted: object, instance: object, schema: object) -> Errors:
            if time.monotonic() > deadline:
                raise _Unusable(f"checking took longer than {TIME_LIMIT_S:g} s")
            yield from check(validator, wanted, instance, schema) or ()

        return checked

    own = {**kind.VALIDATORS, "pattern": _pattern, "uniqueItems": _unique}
    bounded: type[Validator] = extend(kind, {name: within_time(check) for name, check in own.items()})
    return bounded


def _pattern(_validator: Validator, wanted: object, instance: object, _schema: object) -> Errors:
    pattern = str(wanted)
    try:
        if isinstance(instance, str) and compiled(pattern).search(instance) is None:
            yield ValidationError(f"{instance[:60]!r} does not match {pattern!r}")
    except ValueError as wrong:
        raise _Unusable(f"the pattern {pattern!r} {wrong}") from None


def _unique(_validator: Validator, wanted: object, instance: object, _schema: object) -> Errors:
    """Compare by identity: the library compares each with each, which takes hours for a long list."""
    if wanted is True and isinstance(instance, list) and len({identity(one) for one in instance}) < len(instance):
        yield ValidationError("it has the same element twice")


def _checked_keywords(schema: Mapping[str, object]) -> Mapping[str, object]:
    """Refuse what the library would match with patterns that can explode."""
    level: list[object] = [schema]
    while level:
        if any(isinstance(one, Mapping) and isinstance(one.get("patternProperties"), Mapping) for one in level):
            raise CleaningError("a schema without patternProperties; use properties and additionalProperties")
        level = [inner for one in level for inner in inside(one)]
    return schema


def _said(error: ValidationError | SchemaError) -> str:
    place = _place(error.absolute_path)
    return f"{place}: {error.message[:200]}" if place else str(error.message)[:200]


def _place(path: Iterable[object]) -> str:
    return ".".join(map(str, path))
