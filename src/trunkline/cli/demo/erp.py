"""A small fake ERP: products, stock and orders in memory, so that the demo has something real to call.

An effect (a reservation, a purchase, an order) is kept once for each ``Idempotency-Key``, however often it is
sent.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

STOCK = {"CHAIR-OAK": 24, "DESK-160": 6, "LAMP-BRASS": 0, "SHELF-90": 140, "SLOW-1": 5, "DOWN-1": 1}
SLOW_SKU = "SLOW-1"
FAILING_SKU = "DOWN-1"
LOW_STOCK = 10


@dataclass
class Erp:
    """What the ERP knows. ``effects``: what was done for an idempotency key; ``calls``: how often it came."""

    slow_s: float = 30.0
    stock: dict[str, int] = field(default_factory=lambda: dict(STOCK))
    effects: dict[str, dict[str, Any]] = field(default_factory=dict)
    calls: dict[str, int] = field(default_factory=dict)

    async def look_up(self, request: Request) -> Response:
        """Say how many of a product are there; one product is slow to look up, one always fails."""
        sku = request.path_params["sku"]
        if sku == SLOW_SKU:
            await asyncio.sleep(self.slow_s)
        if sku == FAILING_SKU:
            return _no(503, "the warehouse system is down for maintenance")
        if sku not in self.stock:
            return _no(422, f"unknown SKU {sku!r}")
        return JSONResponse({"sku": sku, "available": self.stock[sku]})

    async def reserve(self, request: Request) -> Response:
        """Take a quantity of a product out of stock."""
        given = await request.json()
        sku, quantity = given["sku"], int(given["quantity"])
        if self.stock.get(sku, 0) < quantity and not self._is_known(request):
            return _no(409, f"fewer than {quantity} of {sku!r} are left")
        return self._once(request, "reservation", given, takes={sku: quantity})

    async def purchase(self, request: Request) -> Response:
        """Order more of a product from its supplier."""
        return self._once(request, "purchase", await request.json())

    async def order(self, request: Request) -> Response:
        """Take in a whole order; every line must name a product."""
        given = await request.json()
        unknown = [line["sku"] for line in given["lines"] if line["sku"] not in self.stock]
        if unknown:
            return _no(422, f"unknown SKU {unknown[0]!r}")
        return self._once(request, "order", given)

    async def report(self, request: Request) -> Response:
        """Name the products that run low and count the orders."""
        low = [{"sku": sku, "available": left} for sku, left in self.stock.items() if left < LOW_STOCK]
        orders = sum(effect["kind"] == "order" for effect in self.effects.values())
        warehouse = request.query_params.get("warehouse", "all")
        return JSONResponse({"warehouse": warehouse, "orders": orders, "low": low})

    async def list_effects(self, _: Request) -> Response:
        """List what was done, with how often it was asked for."""
        return JSONResponse([{**effect, "calls": self.calls[key]} for key, effect in self.effects.items()])

    def _is_known(self, request: Request) -> bool:
        return request.headers.get("idempotency-key") in self.effects

    def _once(
        self, request: Request, kind: str, given: dict[str, Any], takes: dict[str, int] | None = None
    ) -> Response:
        key = request.headers.get("idempotency-key") or f"unkeyed-{len(self.effects) + 1}"
        self.calls[key] = self.calls.get(key, 0) + 1
        if key not in self.effects:
            number = f"{kind[:2].upper()}-{len(self.effects) + 1001}"
            self.effects[key] = {"id": number, "kind": kind, "given": given}
            for sku, quantity in (takes or {}).items():
                self.stock[sku] -= quantity
        return JSONResponse({"id": self.effects[key]["id"], "status": "accepted"}, status_code=201)


def create_app(erp: Erp) -> Starlette:
    """Return the ERP as an ASGI app."""
    return Starlette(
        routes=[
            Route("/stock/{sku}", erp.look_up),
            Route("/reservations", erp.reserve, methods=["POST"]),
            Route("/purchases", erp.purchase, methods=["POST"]),
            Route("/orders", erp.order, methods=["POST"]),
            Route("/reports/daily", erp.report),
            Route("/effects", erp.list_effects),
        ],
        exception_handlers={KeyError: _incomplete, ValueError: _incomplete, TypeError: _incomplete},
    )


def serve(port: int) -> None:
    """Serve the ERP on loopback until told to stop."""
    import uvicorn

    # Stopping breaks off slow answers, which uvicorn would tell at length.
    uvicorn.run(create_app(Erp()), host="127.0.0.1", port=port, log_level="critical", timeout_graceful_shutdown=1)


def _no(status: int, why: str) -> Response:
    return JSONResponse({"error": why}, status_code=status)


async def _incomplete(_: Request, wrong: Exception) -> Response:
    return _no(400, f"the request lacks something or is not JSON: {wrong}")
