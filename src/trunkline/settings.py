"""The only reader of the environment. Every setting has a default that works on one machine."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from trunkline.errors import SetupError

MiB = 1024 * 1024


class Settings(BaseSettings):
    """Settings of one installation, from ``TRUNKLINE_*`` variables. Durations in seconds, sizes in bytes."""

    model_config = SettingsConfigDict(env_prefix="TRUNKLINE_", frozen=True, extra="ignore")

    home: Path = Field(default=Path(".trunkline"), description="folder of the database, blobs, keys and lock files")
    database_url: str | None = Field(default=None, description="an external PostgreSQL 15+; unset: the embedded one")
    public_url: str | None = Field(default=None, description="the address that customers and webhooks reach us at")
    host: str = Field(default="127.0.0.1", description="the address to listen on")
    port: int = Field(default=8080, ge=0, le=65535, description="the port of web app, API and webhooks")
    demo_erp_port: int = Field(default=8090, ge=0, le=65535, description="the port of the demo's fake ERP")
    trusted_proxies: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(), description="addresses whose X-Forwarded-* headers count, separated by commas"
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO", description="how much the processes say on standard error"
    )
    log_json: bool = Field(default=False, description="whether each log line is a JSON object")

    blob_url: str | None = Field(
        default=None, description="where large values go: s3://, gs://, az://; unset: a folder"
    )
    inline_bytes: int = Field(default=32 * 1024, ge=1024, description="values up to this size stay in their row")

    webhook_body_bytes: int = Field(default=6 * MiB, ge=1024, description="larger webhook bodies get 413")
    webhook_rate_per_s: int = Field(default=1000, ge=0, description="requests a second for one endpoint; 0: no limit")
    endpoint_cache_s: float = Field(
        default=30.0, gt=0, description="how long a web process may keep what it knows of an endpoint"
    )
    brake_s: float = Field(default=300.0, gt=0, description="new calls get 429 when the oldest due run waits longer")
    sync_timeout_s: float = Field(default=30.0, gt=0, description="how long the caller of a synchronous flow waits")

    worker_concurrency: int = Field(default=200, ge=1, description="executions that one worker runs at a time")
    execution_timeout_s: float = Field(default=900.0, gt=0, description="a run that takes longer is failed")
    step_timeout_s: float = Field(default=900.0, gt=0, description="a step that takes longer is failed")
    crash_limit: int = Field(default=10, ge=1, description="an execution that took down so many workers is failed")
    stop_grace_s: float = Field(default=20.0, gt=0, description="how long an orderly stop waits for running executions")

    retention_days: int = Field(default=14, ge=1, description="how long executions and logs are kept")
    allow_private_networks: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(), description="networks in CIDR form that components may call although they are private"
    )
    graphql_max_depth: int = Field(default=15, ge=3, description="deeper GraphQL documents are refused")
    graphql_page_size: int = Field(default=100, ge=1, description="the longest page of a GraphQL connection")

    url: str | None = Field(default=None, description="for the command line: the address of the server to talk to")
    token: SecretStr | None = Field(default=None, description="for the command line: the API token to talk with")

    @field_validator("trusted_proxies", "allow_private_networks", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("public_url")
    @classmethod
    def _without_slash(cls, value: str | None) -> str | None:
        if value is None:
            return None
        if urlsplit(value).scheme not in {"http", "https"} or not urlsplit(value).netloc:
            raise ValueError("write it as https://trunkline.example.com")
        return value.rstrip("/")

    @property
    def key_file(self) -> Path:
        """Return where the root key lies."""
        return self.home / "root.key"

    @cached_property
    def base_url(self) -> str:
        """Return the address of web app and API as people type it, without a slash at the end."""
        shown = "127.0.0.1" if self.host in {"0.0.0.0", "::"} else self.host  # noqa: S104 - compared, not bound
        return self.public_url or f"http://{f'[{shown}]' if ':' in shown else shown}:{self.port}"


def load() -> Settings:
    """Read the settings from the environment.

    Raises:
        SetupError: a variable has a value that cannot be used; says which and why, in one line.
    """
    try:
        return Settings()
    except ValidationError as wrong:
        first = wrong.errors()[0]
        name = "TRUNKLINE_" + "_".join(str(part) for part in first["loc"]).upper()
        raise SetupError(f"{name}={first['input']!r} cannot be used: {first['msg']}") from None
