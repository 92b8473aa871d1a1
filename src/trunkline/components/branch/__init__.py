"""Branch: take one of several ways through the flow."""

from trunkline.sdk import Component, Inputs, control_action
from trunkline.sdk.fields import anything, conditions, key_values_of, values_of

ELSE = "Else"


class BranchOnValue(Inputs):
    """A value, and the text that it must equal for each branch."""

    input_value = anything("Input value", required=True, comments="The value that decides.")
    branch_value_mappings = key_values_of(
        "Branches",
        str,
        required=True,
        comments="Each branch's name with the text to match; the first match wins, else the branch Else.",
    )


class BranchOnExpression(Inputs):
    """Named conditions, in order."""

    conditions = conditions(
        "Conditions",
        required=True,
        comments="Each branch's name with its condition; the first true one wins, else the branch Else.",
    )


class SelectExecutedStepResult(Inputs):
    """Results of steps on several branches."""

    step_results = values_of(
        "Step results",
        lambda value: value,
        required=True,
        comments="References to steps of different branches; the first that has a result is taken.",
    )


branch_on_value = control_action(
    "Branch on Value",
    key="branchOnValue",
    inputs=BranchOnValue,
    description="Goes the way whose text equals a value.",
    allows_branching=True,
    static_branch_names=[ELSE],
    dynamic_branch_input="branchValueMappings",
)

branch_on_expression = control_action(
    "Branch on Expression",
    key="branchOnExpression",
    inputs=BranchOnExpression,
    description="Goes the way of the first condition that is true.",
    allows_branching=True,
    static_branch_names=[ELSE],
    dynamic_branch_input="conditions",
)

select_executed_step_result = control_action(
    "Select Executed Step Result",
    key="selectExecutedStepResult",
    inputs=SelectExecutedStepResult,
    description="Gives the result of the first of several steps that has one: for after the branches meet.",
)

component = Component(
    key="branch",
    label="Branch",
    description="Go different ways through a flow, by a value or by conditions.",
    category="Logic",
    actions=[branch_on_value, branch_on_expression, select_executed_step_result],
)
