"""All tables, by aggregate."""

from trunkline.db.models.accounts import ApiToken, Organization, User, WebSession
from trunkline.db.models.catalog import Component
from trunkline.db.models.customers import Customer
from trunkline.db.models.executions import Execution, InvokeType, Log, Status, StepResult
from trunkline.db.models.instances import Deployment, Instance, InstanceConfigVariable, InstanceFlowConfig
from trunkline.db.models.integrations import Flow, Integration, RequiredConfigVariable
from trunkline.db.models.triggers import DueInstant, DueOutcome, Schedule

__all__ = [
    "ApiToken",
    "Component",
    "Customer",
    "Deployment",
    "DueInstant",
    "DueOutcome",
    "Execution",
    "Flow",
    "Instance",
    "InstanceConfigVariable",
    "InstanceFlowConfig",
    "Integration",
    "InvokeType",
    "Log",
    "Organization",
    "RequiredConfigVariable",
    "Schedule",
    "Status",
    "StepResult",
    "User",
    "WebSession",
]
