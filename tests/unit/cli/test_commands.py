import subprocess
import sys

import pytest

from trunkline import cli


def test_every_command_explains_itself(capsys: pytest.CaptureFixture[str]):
    from typer.main import get_command

    from trunkline.cli.app import app

    for path, command in _leaves([], get_command(app)):
        assert command.help, path
        assert cli.run([*path, "--help"]) == 0
        assert capsys.readouterr().out.startswith("Usage: trunkline " + " ".join(path))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["nonsense"], "No such command 'nonsense'"),
        (["executions", "list", "--status", "odd"], "'odd' is none of queued"),
        (["executions", "list", "--limit", "0"], "Invalid value for '--limit'"),
        (["executions", "get"], "Missing argument 'ID'"),
        (["logs", "--tail", "--json"], "--json and --tail do not go together"),
        (["instances", "create", "--name", "x", "--integration", "y"], "Missing option '--customer'"),
    ],
)
def test_what_was_typed_wrong_is_told_in_one_line(typed: list[str], said: str, capsys: pytest.CaptureFixture[str]):
    assert cli.run(typed) == 2
    told = capsys.readouterr()
    assert (told.out, told.err.count("\n")) == ("", 1)
    assert told.err.startswith("trunkline: ")
    assert said in told.err


@pytest.mark.parametrize("group", [[], ["executions"], ["instances", "flow-configs"]])
def test_a_group_without_a_command_says_what_it_has(group: list[str], capsys: pytest.CaptureFixture[str]):
    assert cli.run(group) == 2
    assert "Commands:" in capsys.readouterr().err


@pytest.mark.parametrize(("name", "value"), [("TRUNKLINE_PORT", "high"), ("TRUNKLINE_PUBLIC_URL", "here")])
def test_a_wrong_setting_is_one_line_that_names_it(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setenv(name, value)
    assert cli.run(["customers", "list"]) == 1
    assert capsys.readouterr().err.startswith(f"trunkline: {name}='{value}' cannot be used")


def test_help_loads_nothing_heavy():
    heavy = "{'sqlalchemy', 'httpx', 'pydantic', 'starlette', 'asyncpg', 'graphql'}"
    code = f"import sys; from trunkline import cli; cli.run(['--help']); sys.exit(str({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stderr.strip() == "set()"


def _leaves(path, command):
    inner = getattr(command, "commands", None)
    if inner is None:
        yield path, command
        return
    for name, one in inner.items():
        yield from _leaves([*path, name], one)
