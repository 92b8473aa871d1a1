"""JavaScript that people write into inputs: run by QuickJS in a context of its own, which is thrown away after.

It sees its arguments and nothing else: no files, no network, no modules, no timers. Its time and its memory are
limited, by the engine and, for what the engine itself does not come back from, by the kernel: it runs in a process
of its own.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from trunkline.components.common.script_pool import HostDied, Limits, run_script
from trunkline.components.common.values import LARGEST_BYTES, MEGABYTE
from trunkline.sdk.cleaning import to_text
from trunkline.sdk.fields import code
from trunkline.sdk.inputs import Field

TIME_LIMIT_S = 5.0  # of processor time; on the clock it may be somewhat more than twice as much
MEMORY_BYTES = 192 * MEGABYTE
STACK_BYTES = 256 * 1024
MOST_LINES = 100
_INTERRUPTED = "InternalError: interrupted"
_OUT_OF_MEMORY = "InternalError: out of memory"
_PRELUDE = """
globalThis.console = (() => {
  const lines = [];
  const write = (...what) => {
    if (lines.length >= MOST_LINES) return;
    lines.push(what.map((one) => typeof one === "string" ? one : JSON.stringify(one)).join(" "));
  };
  return { lines, log: write, debug: write, info: write, warn: write, error: write };
})();
globalThis.callable = (made) => {
  if (typeof made !== "function") throw new TypeError("this is no function; write (item, index) => ...");
  return (...given) => {
    const got = made(...given);
    if (got && typeof got.then === "function") throw new TypeError("the function may not be async");
    return got;
  };
};
""".replace("MOST_LINES", str(MOST_LINES))
_END = "return JSON.stringify({ value: got === undefined ? null : got, lines: console.lines.map(String) });\n})()"


class ScriptFailed(Exception):
    """The JavaScript did not come to an end; the text completes "the function ..."."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a script gave, and what it wrote to its console."""

    value: object
    lines: tuple[str, ...]


def function_field(label: str, *, key: str, default: str, comments: str, required: bool = False) -> Field[str]:
    """Declare a JavaScript function."""
    return code(label, "javascript", key=key, required=required, default=default, comments=comments)


def run(body: str, functions: Mapping[str, str], arguments: Mapping[str, object]) -> Outcome:
    """Run ``body``, the inside of a function, with people's functions and JSON arguments in sight by name.

    Raises:
        ScriptFailed: the code is broken, threw, or took too much time or memory.
    """
    made = "\n".join(f"const {name} = callable(({_expression(code)}\n));" for name, code in functions.items())
    given = "\n".join(f"const {name} = JSON.parse(__given_{name});" for name in arguments)
    source = f"(() => {{\n{made}\n{given}\nconst got = (() => {{ {body} }})();\n{_END}"
    texts = {f"__given_{name}": _json(value) for name, value in arguments.items()}
    return _outcome(_answer(texts | {"source": (_PRELUDE + source).encode("utf-8", "surrogatepass")}))


def _answer(texts: Mapping[str, bytes]) -> str:
    limits = Limits(cpu_s=TIME_LIMIT_S, wall_s=2 * TIME_LIMIT_S + 1, memory_bytes=MEMORY_BYTES, stack_bytes=STACK_BYTES)
    try:
        has_worked, said = run_script(texts, limits)
    except HostDied as wrong:
        raise ScriptFailed(_words(_INTERRUPTED if wrong.was_too_slow else _OUT_OF_MEMORY)) from None
    if not has_worked:
        raise ScriptFailed(_words(said))
    return said


def _outcome(answer: str) -> Outcome:
    try:
        read = json.loads(answer)
    except (ValueError, RecursionError):
        raise ScriptFailed("returned nothing that JSON can hold") from None
    if not isinstance(read, dict):
        raise ScriptFailed("returned nothing that JSON can hold")
    lines = read.get("lines")
    return Outcome(read.get("value"), tuple(map(str, lines)) if isinstance(lines, list) else ())


def _expression(code: str) -> str:
    return code.strip().rstrip(";")


def _json(value: object) -> bytes:
    try:
        text = json.dumps(value, default=to_text, allow_nan=False)
    except (TypeError, ValueError, RecursionError) as wrong:
        raise ScriptFailed(f"cannot be given the data: {wrong}") from None
    if len(text) > LARGEST_BYTES:
        raise ScriptFailed(f"cannot be given more than {LARGEST_BYTES // MEGABYTE} MB")
    return text.encode()


def _words(error: str) -> str:
    first, *_ = error.splitlines() or [""]
    problems = {
        _INTERRUPTED: f"took longer than {TIME_LIMIT_S:g} s and was stopped",
        _OUT_OF_MEMORY: f"needed more than {MEMORY_BYTES // MEGABYTE} MB and was stopped",
        "null": f"threw nothing that could be read, as when it needs more than {MEMORY_BYTES // MEGABYTE} MB",
        "RangeError: Maximum call stack size exceeded": "calls itself too deep",
    }
    return problems.get(first, f"failed: {first}")
