"""Write ``docs/components/<key>.md`` from the declarations of the built-in components.

Run it after every change of a declaration: ``python tools/component_docs.py``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from trunkline.runtime.registry import load
from trunkline.sdk import Action, Component, Connection, DataSource, Inputs, Repeat, Trigger
from trunkline.sdk.inputs import Field, InputSpec

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "components"
_KINDS = {"VALUELIST": "list", "KEYVALUELIST": "keys with values"}
_REPEATS = {
    Repeat.SAFE: "Doing it again does no harm.",
    Repeat.KEYED: "It sends an idempotency key, by which a service can tell a repetition.",
    Repeat.ACTS: "Doing it again acts again.",
}


def page_of(component: Component) -> str:
    """Return the page of one component in Markdown."""
    lines = [
        f"# {component.label}",
        "",
        f"`{component.key}` · {component.category} · version {component.version}",
        "",
        component.description,
        *_section("Triggers", (_trigger(trigger) for trigger in component.triggers)),
        *_section("Actions", (_action(action) for action in component.actions)),
        *_section("Data sources", (_member(source, "") for source in component.data_sources)),
        *_section("Connections", (_connection(kind) for kind in component.connections)),
    ]
    return "\n".join(lines) + "\n"


def write(components: Iterable[Component]) -> None:
    """Write the page of each component."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for component in components:
        (FOLDER / f"{component.key}.md").write_text(page_of(component))


def _section(title: str, parts: Iterable[list[str]]) -> Iterator[str]:
    listed = list(parts)
    if listed:
        yield from ["", f"## {title}"]
    for part in listed:
        yield from part


def _trigger(trigger: Trigger) -> list[str]:
    schedule = f"Schedule: {trigger.schedule_support.value.lower()}"
    answer = f"synchronous answer: {trigger.synchronous_response_support.value.lower()}"
    return _member(trigger, f"{schedule}; {answer}.")


def _action(action: Action) -> list[str]:
    return _member(action, _REPEATS[action.repeat] if action.repeat else "The engine itself does it.")


def _member(member: Action | Trigger | DataSource, note: str) -> list[str]:
    texts = [text for text in (member.description, note) if text]
    return ["", f"### {member.label}", "", f"`{member.key}`. {' '.join(texts)}", *_inputs(member.inputs)]


def _connection(kind: Connection) -> list[str]:
    return ["", f"### {kind.label}", "", f"`{kind.key}`. {kind.comments}", *_inputs(kind.inputs)]


def _inputs(inputs: type[Inputs]) -> list[str]:
    if not inputs.fields:
        return []
    head = ["", "| Input | Key | Kind | Default | What it is |", "| --- | --- | --- | --- | --- |"]
    return [*head, *(_row(field) for field in inputs.fields)]


def _row(field: Field[object]) -> str:
    spec = field.spec
    label = f"{spec.label} (required)" if spec.required else spec.label
    default = "" if spec.default is None else f"`{spec.default}`"
    return f"| {label} | `{field.key}` | {_kind(spec)} | {default} | {_cell(spec)} |"


def _kind(spec: InputSpec) -> str:
    if spec.choices:
        return ", ".join(f"`{choice.value}`" for choice in spec.choices)
    return _KINDS.get(spec.collection or "", spec.type.lower())


def _cell(spec: InputSpec) -> str:
    example = f" Example: `{spec.example}`." if spec.example else ""
    return ((spec.comments or "") + example).replace("|", "\\|").replace("\n", " ")


if __name__ == "__main__":
    write(load().components.values())
