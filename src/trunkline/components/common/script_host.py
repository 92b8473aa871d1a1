"""The program that runs people's JavaScript: a process of its own, which reads scripts and answers what came of them.

It is started by its path, so it imports nothing of ours. A request is a line of JSON with sizes and limits, then the
texts; so is an answer. The kernel ends it when a script outstays its time, even in a loop that is the engine's own.
"""

from __future__ import annotations

import json
import resource
import signal
import sys
from typing import BinaryIO

import quickjs


def main(requests: BinaryIO, answers: BinaryIO) -> None:
    """Run scripts until nobody asks any more."""
    while line := requests.readline():
        header = json.loads(line)
        texts = {name: requests.read(size).decode("utf-8", "surrogatepass") for name, size in header["texts"].items()}
        signal.setitimer(signal.ITIMER_REAL, header["wall_s"])
        has_worked, answer = run(texts, header)
        signal.setitimer(signal.ITIMER_REAL, 0)
        content = answer.encode("utf-8", "surrogatepass")
        answers.write(json.dumps({"has_worked": has_worked, "size": len(content)}).encode() + b"\n" + content)
        answers.flush()


def run(texts: dict[str, str], limits: dict[str, float]) -> tuple[bool, str]:
    """Return whether the text ``source`` came to an end in a fresh context, and its text or its error."""
    context = quickjs.Context()
    context.set_memory_limit(int(limits["memory_bytes"]))
    context.set_max_stack_size(int(limits["stack_bytes"]))
    context.set_time_limit(limits["cpu_s"])
    source = texts.pop("source")
    try:
        for name, text in texts.items():
            context.set(name, text)
        answer = context.eval(source)
    except (quickjs.JSException, UnicodeError) as wrong:
        return False, str(wrong)
    return True, answer if isinstance(answer, str) else ""


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[1]), int(sys.argv[1])))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (16, 16))
    main(sys.stdin.buffer, sys.stdout.buffer)
