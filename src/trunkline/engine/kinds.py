"""The fixed words of the definition format."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

LATEST: Final = "LATEST"


class EndpointType(StrEnum):
    """How many webhook addresses there are: one a flow, one an instance, one for all instances."""

    FLOW_SPECIFIC = "flow_specific"
    INSTANCE_SPECIFIC = "instance_specific"
    SHARED_INSTANCE = "shared_instance"


class EndpointSecurity(StrEnum):
    """Which keys a caller of a flow's webhook needs."""

    UNSECURED = "unsecured"
    CUSTOMER_OPTIONAL = "customer_optional"
    CUSTOMER_REQUIRED = "customer_required"
    ORGANIZATION = "organization"


class DataType(StrEnum):
    """What a config variable holds."""

    STRING = "string"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    TIMESTAMP = "timestamp"
    PICKLIST = "picklist"
    SCHEDULE = "schedule"
    CODE = "code"
    JSON_FORM = "jsonForm"
    OBJECT_SELECTION = "objectSelection"
    OBJECT_FIELD_MAP = "objectFieldMap"
    CONNECTION = "connection"
    CREDENTIAL = "credential"


class CollectionType(StrEnum):
    """Whether a config variable holds a list, or a list of key and value."""

    VALUE_LIST = "valuelist"
    KEY_VALUE_LIST = "keyvaluelist"


class ScheduleType(StrEnum):
    """How a schedule was chosen; ``none`` never fires, ``once`` fires once after a deploy."""

    NONE = "none"
    ONCE = "once"
    CUSTOM = "custom"
    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"
    WEEK = "week"


class OnPremise(StrEnum):
    """Whether a connection may or must go through an on-premise agent."""

    ALLOWED = "allowed"
    DISALLOWED = "disallowed"
    REQUIRED = "required"


class ElementType(StrEnum):
    """What an element of a config page is."""

    CONFIG_VAR = "configVar"
    HTML = "htmlElement"
    JSON_FORM = "jsonForm"


class ErrorHandler(StrEnum):
    """What happens when a step fails."""

    FAIL = "fail"
    IGNORE = "ignore"
    RETRY = "retry"


class QueueType(StrEnum):
    """The named ways of letting executions of one flow run beside each other."""

    PARALLEL = "parallel"
    THROTTLED = "throttled"
    SEQUENTIAL = "sequential"


class ScheduleSource(StrEnum):
    """Whether a trigger's schedule stands in the definition or in a config variable."""

    VALUE = "value"
    CONFIG_VAR = "configVar"
