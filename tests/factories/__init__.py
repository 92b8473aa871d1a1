"""Rows for tests: each function stores one thing, fills in what does not matter, and returns it."""

from tests.factories.accounts import (
    ROOT_KEY,
    actor_of,
    keyring,
    make_actor,
    make_organization,
    make_token,
    make_user,
    random_name,
)
from tests.factories.deployments import (
    make_customer,
    make_deployment,
    make_flow,
    make_flow_config,
    make_instance,
    make_integration,
)
from tests.factories.executions import make_execution, make_log, make_step_result

__all__ = [
    "ROOT_KEY",
    "actor_of",
    "keyring",
    "make_actor",
    "make_customer",
    "make_deployment",
    "make_execution",
    "make_flow",
    "make_flow_config",
    "make_instance",
    "make_integration",
    "make_log",
    "make_organization",
    "make_step_result",
    "make_token",
    "make_user",
    "random_name",
]
