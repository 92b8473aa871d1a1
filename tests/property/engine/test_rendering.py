"""Any definition that is rendered reads back as itself."""

from __future__ import annotations

from contextlib import suppress

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trunkline.engine.definition import (
    ELSE_BRANCH,
    Branch,
    ComplexInput,
    ComponentPart,
    ComponentRef,
    ConfigVariable,
    ConfigVarInput,
    Definition,
    Flow,
    Input,
    ReferenceInput,
    Step,
    StepErrorConfig,
    TemplateInput,
    ValueInput,
)
from trunkline.engine.kinds import DataType, EndpointSecurity, ErrorHandler
from trunkline.engine.parse import InvalidDefinition, parse
from trunkline.engine.render import render

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
words = st.sampled_from(["yes", "1e5", "null", "a: b", "x\ny", " lead", "trail ", "{{ x | y }}", "'", "0x1"])
any_text = texts | words
scalars = st.none() | st.booleans() | st.integers(-(10**15), 10**15) | st.floats(allow_nan=False, allow_infinity=False)
tables = st.recursive(
    scalars | any_text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(any_text, inner, max_size=3),
    max_leaves=5,
)
metas = st.none() | st.dictionaries(any_text, tables, max_size=2)
KEYS = ("Var", "yes", "a: b")


def simple_inputs() -> st.SearchStrategy[Input]:
    return st.one_of(
        st.builds(ValueInput, value=any_text, meta=metas),
        st.builds(ReferenceInput, value=st.sampled_from(["trigger.results", 'trigger.results["a.b"].0', ""])),
        st.builds(ConfigVarInput, value=st.sampled_from((*KEYS, ""))),
        st.builds(
            TemplateInput, value=any_text.map(lambda text: text.replace("{", "") + "{{#Var}}{{$trigger.results}}")
        ),
    )


def named(inner: st.SearchStrategy[Input]) -> st.SearchStrategy[Input]:
    return st.builds(ValueInput, value=any_text, name=st.none() | any_text | inner)


inputs = st.recursive(
    simple_inputs(),
    lambda inner: st.builds(
        ComplexInput,
        value=st.lists(named(inner) | inner | any_text | st.lists(inner, max_size=2).map(tuple), max_size=3).map(tuple),
    ),
    max_leaves=5,
)
errors = st.none() | st.builds(
    StepErrorConfig,
    handler=st.sampled_from(ErrorHandler),
    max_attempts=st.integers(0, 5),
    delay_s=st.integers(0, 60),
    uses_exponential_backoff=st.booleans(),
)
parts = st.builds(
    ComponentPart,
    component=st.builds(
        ComponentRef,
        key=st.sampled_from(["http", "shop"]),
        version=st.none() | st.integers(1, 99),
        is_public=st.booleans(),
    ),
    key=st.sampled_from(["get", "put"]),
)
TRIGGER = Step(
    name="Trigger", is_trigger=True, action=ComponentPart(component=ComponentRef(key="webhook-triggers"), key="webhook")
)


@st.composite
def steps(draw: st.DrawFn, path: str = "", depth: int = 0) -> tuple[Step, ...]:
    made = []
    for index in range(draw(st.integers(0 if depth else 1, 2))):
        here = f"{path}S{index}E"
        inner = draw(steps(path=here, depth=depth + 1)) if depth < 2 else ()
        loops = bool(inner) and draw(st.booleans())
        branches = (
            () if loops or not inner else (Branch(name=draw(any_text) + "B", steps=inner), Branch(name=ELSE_BRANCH))
        )
        part = ComponentPart(component=ComponentRef(key="loop"), key="loopOverItems") if loops else draw(parts)
        made.append(
            Step(
                name=f"{draw(any_text)} {here}",
                action=part,
                inputs=draw(st.dictionaries(any_text, inputs, max_size=2)),
                description=draw(any_text),
                error_config=draw(errors),
                steps=inner if loops else (),
                branches=branches,
                credential=draw(tables),
            )
        )
    return tuple(made)


variables = st.builds(
    ConfigVariable,
    key=st.just(""),
    data_type=st.sampled_from([DataType.STRING, DataType.NUMBER, DataType.PICKLIST]),
    stable_key=st.none() | any_text,
    description=any_text,
    default_value=st.none() | any_text,
    org_only=st.none() | st.booleans(),
    meta=metas,
    pick_list=st.lists(any_text, max_size=3).map(tuple),
)


@st.composite
def definitions(draw: st.DrawFn) -> Definition:
    flow = Flow(
        name="Flow",
        steps=(TRIGGER, *draw(steps())),
        description=draw(any_text),
        endpoint_security=draw(st.sampled_from(EndpointSecurity)),
        organization_api_keys=tuple(draw(st.lists(any_text, max_size=2))),
        schemas=draw(metas),
    )
    return Definition(
        name=draw(any_text) + "!",
        flows=(flow,),
        description=draw(any_text),
        documentation=draw(any_text),
        labels=tuple(draw(st.lists(any_text, max_size=3))),
        version=draw(st.none() | any_text),
        config_variables=tuple(_with_key(draw(variables), key) for key in KEYS),
        import_metadata=draw(tables),
    )


def _with_key(variable: ConfigVariable, key: str) -> ConfigVariable:
    fields = {name: getattr(variable, name) for name in variable.__dataclass_fields__}
    return ConfigVariable(**{**fields, "key": key})


@given(definition=definitions())
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_a_rendered_definition_reads_back_as_itself(definition: Definition) -> None:
    text = render(definition)
    assert parse(text) == definition
    assert render(parse(text)) == text


@given(text=st.text(max_size=60) | st.text("-:[]{}&*!|>'\"#%@`\n ab1,?", max_size=60))
@settings(max_examples=300, deadline=None)
def test_any_text_is_read_or_refused_as_invalid(text: str) -> None:
    with suppress(InvalidDefinition):
        assert parse(text).flows
