"""The products as kernels see them: price after coupon, worth, rivals' offers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator import market as mk
from simulator.ledger import fen

if TYPE_CHECKING:
    from simulator.world import World


def open_products(world: World) -> None:
    """Write the case's products into the kernels' table at the start of a run."""
    for index, product in enumerate(world.scenario.products):
        row = world.products[index]
        row[mk.P_PRICE], row[mk.P_WORTH], row[mk.P_OPEN] = (
            fen(product.price),
            fen(product.worth),
            mk.UNLIMITED,
        )
        row[mk.P_EASE] = world.scenario.buy_ease
        row[mk.P_LOCAL_ONLY] = int(product.redeem)


def refresh_prices(world: World) -> None:
    """Write current prices and coupons; a coupon ends at its minute."""
    for index, product in enumerate(world.scenario.products):
        amount, until = world.coupons.get(product.key, (0, -1))
        if until <= world.minute:
            amount = 0
        world.products[index, mk.P_PRICE] = max(1, world.prices[product.key] - amount)
