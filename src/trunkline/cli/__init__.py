"""The command line: ``trunkline dev``, ``trunkline executions list`` and the rest."""

from __future__ import annotations

import sys

from trunkline.errors import TrunklineError


def main() -> None:
    """Run the command line. Exit codes: 0; 1 for what failed, in one line; 2 for what was typed wrong."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run one command and return its exit code."""
    from typer.exceptions import Abort, TyperException

    from trunkline.cli.app import app

    try:
        code: object = app(arguments, prog_name="trunkline", standalone_mode=False)
    except TrunklineError as wrong:
        return _complain(wrong.message, 1)
    except TyperException as wrong:
        return _complain(wrong.format_message(), wrong.exit_code)
    except (Abort, KeyboardInterrupt):
        return 130
    except BrokenPipeError:  # whoever reads us, `head` say, has had enough
        sys.stderr.close()
        return 0
    return code if isinstance(code, int) else 0


def _complain(message: str, code: int) -> int:
    is_help = message.startswith("Usage:")  # a group without a command says what it has
    print(message if is_help else f"trunkline: {message}", file=sys.stderr)
    return code


__all__ = ["main", "run"]
