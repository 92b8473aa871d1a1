"""The commands that work on the machine itself, and what they say when something is not as it must be."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

NOBODY_THERE = "postgresql://someone:s3cret@127.0.0.1:1/trunkline"


@dataclass(frozen=True)
class Machine:
    """A machine with an empty home, on which ``trunkline`` is run."""

    home: Path
    settings: dict[str, str]

    def run(self, *arguments: str, exit_code: int = 0) -> str:
        """Run a command; return what it printed, on standard error when it is meant to fail."""
        outside = {name: value for name, value in os.environ.items() if not name.startswith("TRUNKLINE_")}
        done = subprocess.run(
            [sys.executable, "-m", "trunkline", *arguments],
            env=outside | {"TRUNKLINE_HOME": str(self.home)} | self.settings,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == exit_code, done.stdout + done.stderr
        return done.stdout if exit_code == 0 else done.stderr

    def complaint(self, *arguments: str) -> str:
        """Run a command that fails and return the one line that it says."""
        said = self.run(*arguments, exit_code=1)
        assert said.startswith("trunkline: ")
        assert said.count("\n") == 1
        return said.removeprefix("trunkline: ").strip()


def machine(home: Path, **settings: str) -> Machine:
    return Machine(home, {f"TRUNKLINE_{name.upper()}": value for name, value in settings.items()})


@pytest.mark.parametrize("command", ["serve", "worker"])
def test_a_process_without_a_database_says_what_to_set(command: str, tmp_path: Path):
    assert "TRUNKLINE_DATABASE_URL is not set" in machine(tmp_path).complaint(command)


@pytest.mark.parametrize("command", [["dev"], ["serve"], ["worker"], ["db", "upgrade"]])
def test_a_database_that_is_down_is_named_without_its_password(command: list[str], tmp_path: Path):
    here = machine(tmp_path, database_url=NOBODY_THERE, port="0", demo_erp_port="0")
    said = here.run(*command, exit_code=1)
    assert "the database 'trunkline' at 127.0.0.1:1 cannot be reached" in said
    assert "s3cret" not in said


@pytest.mark.parametrize(
    ("taken", "setting"), [("port", "TRUNKLINE_PORT"), ("demo_erp_port", "TRUNKLINE_DEMO_ERP_PORT")]
)
def test_a_taken_port_is_told_before_anything_is_started(taken: str, setting: str, tmp_path: Path):
    with socket.create_server(("127.0.0.1", 0)) as other:
        ports = {"port": "0", "demo_erp_port": "0"} | {taken: str(other.getsockname()[1])}
        said = machine(tmp_path, **ports).complaint("dev")
    assert said.endswith(f"is taken: set {setting} to another one")
    assert not (tmp_path / "postgres").exists()


@pytest.mark.parametrize("command", [["dev"], ["token", "create", "--email", "x@example.com"]])
def test_a_home_that_cannot_be_written_is_told_with_its_setting(command: list[str], tmp_path: Path):
    (tmp_path / "file").touch()
    said = machine(tmp_path / "file" / "home").complaint(*command)
    assert "set TRUNKLINE_HOME" in said


def test_a_new_installation_gets_its_tables_owner_and_tokens(empty_database_url: str, tmp_path: Path):
    here = machine(tmp_path, database_url=empty_database_url)
    assert here.run("db", "upgrade").startswith("the database is at ")
    assert here.run("db", "upgrade").startswith("the database is at ")
    facts = here.run("token", "create", "--email", "Ada@example.com", "--new-organization", "Ada's")
    assert [line.split()[0] for line in facts.splitlines()] == ["email", "password", "token"]
    assert here.run("token", "create", "--email", "ada@example.com").startswith("tl_")
    assert here.complaint("token", "create", "--email", "eve@example.com") == (
        "nobody here has the e-mail address 'eve@example.com'"
    )


def test_a_person_of_two_organizations_has_to_say_which(fresh_database_url: str, tmp_path: Path):
    here = machine(tmp_path, database_url=fresh_database_url)
    for organization in ("First", "Second"):
        here.run("token", "create", "--email", "ada@example.com", "--new-organization", organization)
    assert "say which with --organization" in here.complaint("token", "create", "--email", "ada@example.com")
    assert here.run("token", "create", "--email", "ada@example.com", "--organization", "Second").startswith("tl_")


def test_a_backup_is_restored_into_an_empty_installation_only(
    fresh_database_url: str, empty_database_url: str, tmp_path: Path
):
    old = machine(tmp_path / "old", database_url=fresh_database_url)
    new = machine(tmp_path / "new", database_url=empty_database_url)
    old.run("token", "create", "--email", "ada@example.com", "--new-organization", "Ada's")
    file = str(tmp_path / "backup.tar.gz")
    assert "keep it where only you can read it" in old.run("backup", file)
    new.run("restore", file)
    assert new.run("token", "create", "--email", "ada@example.com").startswith("tl_")
    assert (tmp_path / "new" / "root.key").read_text() == (tmp_path / "old" / "root.key").read_text()
    new.complaint("restore", file)
