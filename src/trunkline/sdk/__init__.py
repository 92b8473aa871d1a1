"""The component SDK: everything an author of a component needs, and nothing of the platform's inside."""

from trunkline.sdk.action import Action, ActionResult, Repeat, Runs, action, control_action
from trunkline.sdk.cleaning import File
from trunkline.sdk.component import Component
from trunkline.sdk.connection import Connection, ConnectionValue
from trunkline.sdk.context import Context, Customer, Flow, Instance, Integration, Logger, LogLevel, Run, User
from trunkline.sdk.data_source import DataSource, DataSourceType, data_source
from trunkline.sdk.errors import (
    ActionError,
    ConnectionFailed,
    InputError,
    NotRetryable,
    RateLimited,
    Refused,
    TimedOut,
    Unreachable,
)
from trunkline.sdk.http import Headers, Http, HttpRequest, HttpResponse
from trunkline.sdk.inputs import Choice, Inputs
from trunkline.sdk.trigger import (
    Body,
    Response,
    Support,
    Trigger,
    TriggerPayload,
    TriggerResult,
    passive_trigger,
    trigger,
)

__all__ = [
    "Action",
    "ActionError",
    "ActionResult",
    "Body",
    "Choice",
    "Component",
    "Connection",
    "ConnectionFailed",
    "ConnectionValue",
    "Context",
    "Customer",
    "DataSource",
    "DataSourceType",
    "File",
    "Flow",
    "Headers",
    "Http",
    "HttpRequest",
    "HttpResponse",
    "InputError",
    "Inputs",
    "Instance",
    "Integration",
    "LogLevel",
    "Logger",
    "NotRetryable",
    "RateLimited",
    "Refused",
    "Repeat",
    "Response",
    "Run",
    "Runs",
    "Support",
    "TimedOut",
    "Trigger",
    "TriggerPayload",
    "TriggerResult",
    "Unreachable",
    "User",
    "action",
    "control_action",
    "data_source",
    "passive_trigger",
    "trigger",
]
