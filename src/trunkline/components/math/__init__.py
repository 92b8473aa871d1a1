"""Math: numbers."""

from trunkline.components.math.lists import add, divide, hypot, maximum, minimum, multiply, subtract
from trunkline.components.math.others import evaluate, exponential, logarithm, power, random_integer, random_number
from trunkline.components.math.single import SINGLE
from trunkline.sdk import Component

component = Component(
    key="math",
    label="Math",
    description="Calculate with numbers and lists of numbers.",
    category="Helpers",
    actions=[
        add,
        divide,
        evaluate,
        exponential,
        hypot,
        logarithm,
        maximum,
        minimum,
        multiply,
        power,
        random_integer,
        random_number,
        subtract,
        *SINGLE,
    ],
)
