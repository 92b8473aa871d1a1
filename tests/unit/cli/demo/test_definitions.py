from pathlib import Path

import pytest

from trunkline.cli.demo import seed
from trunkline.engine.parse import parse
from trunkline.engine.plan import compile_flow
from trunkline.integrations.support import refuse_unsupported

NAMES = [name for files in seed.DEFINITIONS.values() for name in files]
EXAMPLES = Path(__file__).resolve().parents[4] / "examples"


@pytest.mark.parametrize("name", NAMES)
def test_a_definition_compiles_and_asks_for_nothing_unsupported(name: str):
    definition = parse(seed.definition(name))
    refuse_unsupported(definition)
    assert [compile_flow(definition, flow).name for flow in definition.flows]


def test_the_second_version_keeps_what_customers_have_configured():
    first, second = (parse(seed.definition(name)) for name in seed.DEFINITIONS[seed.ORDER_MIRROR])
    assert _variables(second) - _variables(first) == {"large-order"}
    assert _variables(first) <= _variables(second)
    assert [flow.stable_key for flow in first.flows] == [flow.stable_key for flow in second.flows]


@pytest.mark.parametrize("name", [files[-1] for files in seed.DEFINITIONS.values()])
def test_the_examples_are_what_the_demo_runs(name: str):
    assert (EXAMPLES / name).read_text() == seed.definition(name)


def _variables(definition) -> set[str]:
    return {variable.stable_key for variable in definition.config_variables}
