"""What every action is given besides its inputs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

from trunkline.sdk.http import Http

LOG_LINE_CHARS = 4096
_EPOCH = datetime.fromtimestamp(0, UTC)


class LogLevel(StrEnum):
    """The levels of an execution's log."""

    TRACE = "trace"
    DEBUG = "debug"
    INFO = "info"
    WARN = "warn"
    ERROR = "error"
    METRIC = "metric"


Write = Callable[[LogLevel, str], None]


class Logger:
    """Writes to the log of the execution, which the customer reads; lines are cut at 4096 characters."""

    __slots__ = ("_write",)

    def __init__(self, write: Write) -> None:
        self._write = write

    def write(self, level: LogLevel, message: str) -> None:
        """Write a line at ``level``."""
        self._write(level, message[:LOG_LINE_CHARS])

    def trace(self, message: str) -> None:
        """Write a line of the finest level."""
        self.write(LogLevel.TRACE, message)

    def debug(self, message: str) -> None:
        """Write a line for those who look for a fault."""
        self.write(LogLevel.DEBUG, message)

    def info(self, message: str) -> None:
        """Write a line of what happened."""
        self.write(LogLevel.INFO, message)

    def warn(self, message: str) -> None:
        """Write a line of what may be wrong."""
        self.write(LogLevel.WARN, message)

    def error(self, message: str) -> None:
        """Write a line of what went wrong."""
        self.write(LogLevel.ERROR, message)

    def metric(self, message: str) -> None:
        """Write a line with a figure, for those who collect them."""
        self.write(LogLevel.METRIC, message)


@dataclass(frozen=True, slots=True)
class Customer:
    """The customer whose instance runs."""

    id: str = ""
    name: str = ""
    external_id: str | None = None


@dataclass(frozen=True, slots=True)
class Instance:
    """The instance that runs."""

    id: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class User:
    """The customer's user for whom a user-level flow runs."""

    id: str = ""
    name: str = ""
    email: str = ""
    external_id: str | None = None


@dataclass(frozen=True, slots=True)
class Integration:
    """The integration version that the instance is of."""

    id: str = ""
    name: str = ""
    version_sequence_id: str = ""
    external_version: str | None = None


@dataclass(frozen=True, slots=True)
class Flow:
    """The flow that runs; ``stable_id`` outlives a rename."""

    id: str = ""
    name: str = ""
    stable_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One execution, as all its steps see it."""

    execution_id: str = ""
    customer: Customer = Customer()
    instance: Instance = Instance()
    integration: Integration = Integration()
    flow: Flow = Flow()
    user: User | None = None
    config_vars: Mapping[str, object] = field(default_factory=dict, repr=False)
    webhook_urls: Mapping[str, str] = field(default_factory=dict)
    webhook_api_keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False)
    invoke_url: str = ""
    started_at: datetime = _EPOCH
    debug: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """One call of an action or trigger: who for, and the means to log, call out and wait.

    ``idempotency_key`` is the same when the platform has to repeat this very call after a crash.
    """

    run: Run
    http: Http
    logger: Logger
    sleep: Callable[[float], Awaitable[None]]
    step: str = ""
    idempotency_key: str = ""
    time_limit_s: float = 900.0

    @property
    def execution_id(self) -> str:
        """The execution's id."""
        return self.run.execution_id

    @property
    def customer(self) -> Customer:
        """The customer whose instance runs."""
        return self.run.customer

    @property
    def instance(self) -> Instance:
        """The instance that runs."""
        return self.run.instance

    @property
    def integration(self) -> Integration:
        """The integration version that the instance is of."""
        return self.run.integration

    @property
    def flow(self) -> Flow:
        """The flow that runs."""
        return self.run.flow

    @property
    def user(self) -> User | None:
        """The customer's user, in a user-level flow."""
        return self.run.user

    @property
    def config_vars(self) -> Mapping[str, object]:
        """The instance's configuration by key."""
        return self.run.config_vars

    @property
    def webhook_urls(self) -> Mapping[str, str]:
        """The webhook address of every flow of the instance, by the flow's name."""
        return self.run.webhook_urls

    @property
    def webhook_api_keys(self) -> Mapping[str, tuple[str, ...]]:
        """The keys of every flow's webhook, by the flow's name."""
        return self.run.webhook_api_keys

    @property
    def invoke_url(self) -> str:
        """The address that this execution was called at."""
        return self.run.invoke_url

    @property
    def started_at(self) -> datetime:
        """When the execution began."""
        return self.run.started_at

    @property
    def debug(self) -> bool:
        """Whether people asked for more log lines."""
        return self.run.debug
