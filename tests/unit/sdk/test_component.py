"""A component knows its members, declares itself in JSON, and is checked by the acceptance suite."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from trunkline.sdk import (
    ActionError,
    Component,
    Connection,
    Context,
    DataSourceType,
    HttpResponse,
    Inputs,
    LogLevel,
    Repeat,
    Response,
    Runs,
    Support,
    TriggerPayload,
    TriggerResult,
    action,
    control_action,
    data_source,
    fields,
    trigger,
)
from trunkline.sdk.testing import Harness, acceptance_problems, connection_value


class Greeting(Inputs):
    name = fields.string("Name", required=True, comments="Whom to greet.", example="Ada")
    colour = fields.picklist("Colour", ["red", "blue"], default="red", comments="In which colour.")


class Key(Inputs):
    api_key = fields.password("Key", required=True, comments="The key.")
    region = fields.string("Region", default="eu", comments="The region.")


@action("Greet", key="greet", inputs=Greeting, repeat=Repeat.ACTS)
async def greet(context: Context, inputs: Greeting) -> str:
    """Send a greeting to ``name``.

    Source: https://greetings.example/docs
    """
    response = await context.http.get("https://greetings.example", params={"name": inputs.name})
    context.logger.info(f"greeted {inputs.name}")  # noqa: G004 - a log for customers
    return response.text


@action("Count", key="count", inputs=Greeting, repeat=Repeat.SAFE, description="Counts letters.")
def count(_context: Context, inputs: Greeting) -> int:
    """Count.

    Source: https://greetings.example/docs
    """
    return len(inputs.name)


@trigger("Greeted", key="greeted", inputs=Greeting, schedule=Support.VALID, inline=True)
def greeted(_context: Context, payload: TriggerPayload, inputs: Greeting) -> TriggerResult:
    """Start when somebody was greeted.

    Source: https://greetings.example/docs
    """
    return TriggerResult(payload, Response(body=inputs.name))


@data_source("Names", key="names", gives=DataSourceType.PICKLIST, inputs=Greeting)
async def names(_context: Context, inputs: Greeting) -> list[str]:
    """List the names that are known.

    Source: https://greetings.example/docs
    """
    return [inputs.name]


component = Component(
    key="greetings",
    label="Greetings",
    description="Greets.",
    category="Tests",
    service="Greetings",
    actions=[greet, count],
    triggers=[greeted],
    data_sources=[names],
    connections=[Connection(key="apiKey", label="Key", inputs=Key, comments="A key.")],
)


def test_a_function_runs_where_it_is_written_for():
    assert [one.runs for one in component.actions] == [Runs.AWAITED, Runs.IN_THREAD]
    assert component.triggers[0].runs is Runs.INLINE


def test_the_description_is_the_first_line_of_the_docstring_unless_given():
    assert [one.description for one in component.actions] == ["Send a greeting to name.", "Counts letters."]


def test_members_know_their_component():
    assert {one.component_key for one in (*component.actions, *component.triggers)} == {"greetings"}
    assert component.data_sources[0].component_key == "greetings"


def test_the_declaration_has_the_names_of_the_public_api():
    declared = json.loads(json.dumps(component.declaration))
    name, colour = declared["actions"][0]["inputs"]
    assert (name["key"], name["type"], name["required"], name["example"]) == ("name", "STRING", True, "Ada")
    assert colour["model"] == [{"label": "red", "value": "red"}, {"label": "blue", "value": "blue"}]
    assert declared["triggers"][0]["scheduleSupport"] == "VALID"
    assert declared["triggers"][0]["isTrigger"] is True
    assert declared["dataSources"][0]["dataSourceType"] == "PICKLIST"
    assert declared["connections"][0]["inputs"][0]["type"] == "PASSWORD"


def test_the_signature_changes_with_the_declaration_and_not_with_the_code():
    assert replace(component).signature == component.signature
    assert replace(component, on_error=lambda wrong: wrong).signature == component.signature
    assert replace(component, label="Other").signature != component.signature


async def test_the_harness_answers_requests_and_keeps_log_lines():
    harness = Harness(component, answer=lambda _: HttpResponse(status_code=200, content=b"hello"))
    result = await harness.action("greet", {"name": "Ada"})
    assert result.data == "hello"
    assert harness.requests[0].params == {"name": "Ada"}
    assert harness.lines == [(LogLevel.INFO, "greeted Ada")]
    assert (await harness.action("count", {"name": "Ada"})).data == 3
    assert await harness.data_source("names", {"name": "Ada"}) == ["Ada"]
    answered = await harness.trigger("greeted", inputs={"name": "Ada"})
    assert answered.response == Response(body="Ada")


async def test_the_harness_says_what_a_test_forgot():
    with pytest.raises(LookupError, match="give the harness an answer"):
        await Harness(component).action("greet", {"name": "Ada"})
    with pytest.raises(LookupError, match="it has greet, count"):
        await Harness(component).action("gret")


def test_a_connection_for_a_test_has_the_defaults_of_its_kind():
    value = connection_value(component, "apiKey", {"apiKey": "k"})
    assert (value.text("apiKey"), value.text("region")) == ("k", "eu")


def test_a_connection_never_shows_its_secrets():
    assert "hush" not in repr(connection_value(component, "apiKey", {"apiKey": "hush"}))


def test_a_good_component_is_accepted():
    assert acceptance_problems(component) == []


class Careless(Inputs):
    first_name = fields.string("", comments="x")
    other = fields.string("Other", key="firstName")
    size = fields.integer("Size", example="many", comments="A number.")


@action("Do", key="Do-It", inputs=Careless, repeat=Repeat.SAFE, inline=True)
def do_it(_context: Context, _inputs: Careless) -> None:
    pass


steer = control_action("Steer", key="steer", inputs=Greeting, description="Steers", dynamic_branch_input="way")


@pytest.mark.parametrize(
    "problem",
    [
        "key 'Bad_Key' is not in kebab-case",
        "label, description and category must be there",
        "two members have the key 'steer'",
        "Do-It: key 'Do-It' is not in camelCase",
        "Do-It: it has no description",
        "Do-It: two inputs have the key 'firstName'",
        "Do-It: input 'firstName': it has no label",
        "Do-It: input 'firstName': it has no comments to help people fill it in",
        "Do-It: input 'size': its example cannot be used: input 'size' (Size) got 'many', but needs a number",
        "Do-It: its docstring must name the page of Them it follows, as 'Source: <url>'",
        "action Do-It: it has no docstring",
        "steer: its description is no sentence: it must end with a full stop",
        "steer: its branches come from the input 'way', which it does not have",
    ],
)
def test_a_careless_component_hears_of_every_fault(problem: str):
    careless = Component(
        key="Bad_Key", label="", description="", category="", service="Them", actions=[do_it, steer, steer]
    )
    assert problem in acceptance_problems(careless)


def test_a_declaration_that_json_cannot_hold_is_a_fault():
    odd = replace(component, actions=[replace(count, example_payload={1, 2})])
    assert any(problem.startswith("the declaration is not JSON") for problem in acceptance_problems(odd))


def test_an_error_says_whether_to_try_again():
    assert ActionError("x").retryable
    assert ActionError("x", retry_after_s=3).retry_after_s == 3
