"""Write ``docs/settings.md`` from the settings themselves: ``python tools/settings_docs.py``."""

from __future__ import annotations

from pathlib import Path

from pydantic.fields import FieldInfo

from trunkline.settings import Settings

PAGE = Path(__file__).resolve().parents[1] / "docs" / "settings.md"
INTRODUCTION = """\
# Settings

All settings are environment variables; each has a default that works on one machine. Durations are in seconds, sizes
in bytes. A value that cannot be used ends the start with one line that names the variable.

| variable | default | meaning |
| --- | --- | --- |
"""


def page() -> str:
    """Return the page in Markdown."""
    rows = (_row(name, field) for name, field in Settings.model_fields.items())
    return INTRODUCTION + "".join(rows)


def _row(name: str, field: FieldInfo) -> str:
    variable = f"{Settings.model_config['env_prefix']}{name}".upper()
    return f"| `{variable}` | {_default(field.default)} | {field.description} |\n"


def _default(value: object) -> str:
    if value is None or value == ():
        return ""
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


if __name__ == "__main__":
    PAGE.write_text(page())
