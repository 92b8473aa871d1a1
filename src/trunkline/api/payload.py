"""The ``payload`` decorator: a mutation parses its input, works in a savepoint, and tells errors by field."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pydantic
import sqlalchemy as sa
from graphql import GraphQLField, GraphQLInputObjectType, GraphQLResolveInfo, GraphQLSchema, get_named_type
from pydantic.alias_generators import to_camel

from trunkline.api.bindings import Fields, object_types
from trunkline.api.context import RequestContext
from trunkline.api.names import camel
from trunkline.api.rows import conflict_of
from trunkline.errors import Invalid, SetupError, TrunklineError

EVERYTHING = "__all__"
"""The field of errors that belong to no single field."""

_MUTATION_ID = "clientMutationId"
_OURS = 500  # errors from here on are not the caller's to mend


class Input(pydantic.BaseModel):
    """The base of inputs: camel-case outside; ``changes`` tells what was left out from what is null."""

    model_config = pydantic.ConfigDict(alias_generator=to_camel, populate_by_name=True, frozen=True)

    def changes(self) -> dict[str, Any]:
        """Return the values that were given, without the id and what was left out."""
        return self.model_dump(exclude_unset=True, exclude={"id"})


class Problems(Invalid):
    """Several things are wrong; ``problems`` has the messages of each field, in the API's or our spelling."""

    def __init__(self, problems: Mapping[str, Sequence[str]]) -> None:
        super().__init__("; ".join(message for messages in problems.values() for message in messages))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with one field of the input."""

    field: str
    messages: Sequence[str]


@dataclass(frozen=True, slots=True)
class Result:
    """What a mutation answers: the object, or errors."""

    value: Any
    errors: Sequence[FieldError]
    client_mutation_id: str | None


Act = Callable[[RequestContext, Any], Awaitable[Any]]


@dataclass(frozen=True, eq=False)
class Payload:
    """The resolver that ``payload`` makes of a function."""

    name: str
    model: type[Input]
    act: Act

    async def __call__(
        self,
        _root: object,
        info: GraphQLResolveInfo[RequestContext],
        input: dict[str, Any],  # noqa: A002 - the API's name of the argument
    ) -> Result:
        """Parse the input, act, and keep what was written only if all went well."""
        echo, context = input.get(_MUTATION_ID), info.context
        try:
            value = await self._act(context, self.model.model_validate(input))
        except pydantic.ValidationError as wrong:
            return Result(None, _errors_of_input(wrong), echo)
        except TrunklineError as wrong:
            if wrong.http_status >= _OURS:
                raise
            return Result(None, _errors_of(wrong), echo)
        return Result(value, (), echo)

    def problems(self, field: GraphQLField) -> list[str]:
        """Return what of the schema's mutation this function does not know: its object, inputs."""
        payload = get_named_type(field.type)
        found = [] if self.name in getattr(payload, "fields", {}) else [f"payload field {self.name}"]
        asked = get_named_type(field.args["input"].type) if "input" in field.args else None
        if not isinstance(asked, GraphQLInputObjectType):
            return [*found, "argument input"]
        known = {_MUTATION_ID, *(about.alias for about in self.model.model_fields.values())}
        return found + [f"input {name}" for name in asked.fields if name not in known]

    async def _act(self, context: RequestContext, parsed: Input) -> Any:
        try:
            async with context.using_session() as session, session.begin_nested():
                value = await self.act(context, parsed)
        except sa.exc.IntegrityError as wrong:
            raise conflict_of(wrong) from wrong
        finally:
            await context.loaders.forget()
        return value


def payload(name: str, model: type[Input]) -> Callable[[Act], Payload]:
    """Make an async function of context and parsed input the resolver of a mutation.

    What it returns is the payload's field ``name``. Our errors and broken rules of ``model`` become the
    payload's ``errors``, and the writes are undone; anything else is left to the edge.
    """
    return lambda act: Payload(name, model, act)


def bindings(schema: GraphQLSchema) -> list[Fields]:
    """Return the bindings of all payload types of ``schema``.

    Raises:
        SetupError: a payload has more than one field for its object.
    """
    found = [Fields("ErrorType", FieldError)] if "ErrorType" in schema.type_map else []
    for type_ in object_types(schema):
        if type_.name.endswith("Payload") and "errors" in type_.fields:
            fields = Fields(type_.name, Result)
            own = [name for name in type_.fields if name not in {"errors", _MUTATION_ID}]
            if len(own) != 1:
                raise SetupError(f"{type_.name} must have one field for its object; it has {', '.join(own)}")
            fields.field(own[0])(lambda result, _info: result.value)
            found.append(fields)
    return found


def _errors_of(wrong: TrunklineError) -> list[FieldError]:
    if isinstance(wrong, Problems):
        return [FieldError(_path(field), list(messages)) for field, messages in wrong.problems.items()]
    return [FieldError(_path(wrong.field or EVERYTHING), [wrong.message])]


def _errors_of_input(wrong: pydantic.ValidationError) -> list[FieldError]:
    messages: dict[str, list[str]] = {}
    for error in wrong.errors(include_url=False, include_input=False):
        field = ".".join(str(part) for part in error["loc"]) or EVERYTHING
        cause = error.get("ctx", {}).get("error")
        messages.setdefault(field, []).append(str(cause) if cause else error["msg"])
    return [FieldError(field, told) for field, told in messages.items()]


def _path(field: str) -> str:
    return field if field == EVERYTHING else ".".join(camel(part) for part in field.split("."))
