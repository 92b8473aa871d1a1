"""Sends webhooks with wrk: as fast as its connections go, or at about a given rate; keys and paths at random."""

from __future__ import annotations

import json
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from benchmarks.seed import Target

ORDER = {
    "id": "evt_1", "type": "order.created", "amount": 1499, "currency": "EUR",
    "customer": {"id": "cus_8412", "name": "Ada Example", "email": "ada@example.org", "tags": ["new", "eu"]},
    "lines": [{"sku": f"SKU-{i}", "qty": i + 1, "price": 499 + i, "title": f"Thing {i}"} for i in range(5)],
    "shipping": {"street": "1 Loop Road", "city": "Localhost", "country": "DE"},
}  # fmt: skip
BODY_BYTES = 1024
_LUA = """
local targets = {}
for line in io.lines("%(targets)s") do
  local path, key = line:match("(%%S+) (%%S+)")
  targets[#targets + 1] = {path, key}
end
local body = [==[%(body)s]==]
local pause = %(pause_ms)d
math.randomseed(%(seed)d)
request = function()
  local target = targets[math.random(#targets)]
  return wrk.format("POST", target[1], {["Content-Type"] = "application/json", ["Api-Key"] = target[2]}, body)
end
delay = function() if pause == 0 then return 0 end return math.random(0, 2 * pause) end
function done(summary, latency)
  io.write(string.format("@@%%d %%d %%d %%d %%d\\n", summary.requests - summary.errors.status, summary.errors.status,
    latency:percentile(50), latency:percentile(99), summary.duration))
end
"""


@dataclass(frozen=True)
class Sent:
    """What wrk saw: answers, refusals, latencies in milliseconds, and for how long it sent."""

    answered: int
    refused: int
    p50_ms: float
    p99_ms: float
    seconds: float

    @property
    def rate_per_s(self) -> float:
        return self.answered / self.seconds


def body() -> str:
    """Return an order of 1 KiB."""
    text = json.dumps({**ORDER, "note": ""})
    return json.dumps({**ORDER, "note": "x" * (BODY_BYTES - len(text))})


def send(url: str, targets: list[Target], *, connections: int, seconds: int, rate_per_s: float = 0) -> Sent:
    """Send for ``seconds``; ``rate_per_s`` 0 means as fast as the connections go."""
    pause_ms = round(1000 * connections / rate_per_s) if rate_per_s else 0
    with tempfile.TemporaryDirectory() as folder:
        list_file, script = Path(folder) / "targets", Path(folder) / "load.lua"
        list_file.write_text("\n".join(f"{target.path} {target.key}" for target in targets))
        values = {"targets": list_file, "body": body(), "pause_ms": pause_ms, "seed": seconds + connections}
        script.write_text(_LUA % values)
        command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "10s", "-s", str(script), url]
        printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    answered, refused, p50, p99, took_us = map(int, printed.partition("@@")[2].split())
    return Sent(answered, refused, p50 / 1000, p99 / 1000, took_us / 1e6)
