"""What the rivals publish: exogenous, drawn from the world seed a day at a time.

Rivals act on a plan that no decision of the trainee can move; how their pieces do may change,
because slots, auctions and lists are shared.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simulator import items as it
from simulator import paid as pd
from simulator.randomness import draw_int, name_key, unit
from simulator.scenario import Rival, RivalPort

if TYPE_CHECKING:
    from simulator.world import World

DURATIONS_S = (12, 18, 25, 32, 40, 55, 80, 120)
"""Durations a rival's short video may have (assumed; the catalogue's median is 81 s, fact A22)."""
ACTIVE_HOURS = (9, 22)
QUALITY_SPREAD = 40
RIVAL_PAID = (1 << 32) // 150
"""Share of the sessions in which a rival's paid piece is shown, 2**-32 (assumed, tried 1/400 to 1/60)."""
RIVAL_PAID_HOURS = 24
"""Hours a rival pays for a piece (assumed)."""


def plan_day(world: World, day: int) -> list[tuple[int, str, int]]:
    """Return (minute, account key, number) of everything the rivals publish on a day."""
    plan: list[tuple[int, str, int]] = []
    for account in world.accounts:
        if account.brand == 0:
            continue
        port = _port(world, account.brand, account.key)
        key = world.seeds.world_key("rivals.day", name_key(account.key), day)
        count = int(port.posts_per_day + unit(key, 0))
        first, last = ACTIVE_HOURS
        for number in range(count):
            minute = day * 1440 + first * 60 + draw_int(key, 1, number) % ((last - first) * 60)
            plan.append((minute, account.key, number))
    return sorted(plan)


def publish_due(world: World, until: int) -> None:
    """Publish what the rivals planned before a minute."""
    plan = world.rival_plan
    while plan and plan[0][0] < until:
        minute, key, number = plan.pop(0)
        row = rival_piece(world, key, minute * 8 + number, offer=False)
        _pay(world, row)


def _pay(world: World, row: int) -> None:
    """Buy delivery for some of a rival's pieces: a threshold fixed in advance, without budget feedback."""
    card = world.items.cards[row]
    account = world.account(card.account)
    key = world.seeds.world_key("rivals.paid", card.id & (2**63 - 1))
    if unit(key) >= _port(world, account.brand, account.key).paid_share:
        return
    order = np.zeros(pd.N_PAID, np.int64)
    order[[pd.ITEM, pd.CHANNEL, pd.BRAND, pd.ACTIVE]] = (
        row,
        world.channel_index(card.channel),
        account.brand,
        1,
    )
    order[[pd.AGES, pd.GENDERS, pd.TIERS]] = -1  # everybody
    order[pd.KEY] = np.uint64(draw_int(key, 1)).astype(np.int64)
    order[[pd.THRESHOLD, pd.ENDS]] = RIVAL_PAID, world.minute + RIVAL_PAID_HOURS * 60
    world.paid.add_rival(order)


def rival_piece(world: World, account_key: str, number: int, *, offer: bool) -> int:
    """Publish one piece of a rival; return its row."""
    from simulator.world import ItemSpec  # noqa: PLC0415  (world imports this module)

    account = world.account(account_key)
    rival = world.scenario.rivals[account.brand - 1]
    identity = draw_int(world.seeds.world_key("rivals.piece"), name_key(account_key), number)
    quality = rival.quality + draw_int(identity, 1) % (2 * QUALITY_SPREAD) - QUALITY_SPREAD
    return world.publish(
        ItemSpec(
            id=identity, key=f"rival:{account_key}:{number}", title=rival.name.zh, channel=account.channel,
            port=account.port, brand=account.brand, account=account.key, topics=rival.topics,
            fields={
                it.QUALITY: max(20, min(235, quality)),
                it.HOOK: 96 + draw_int(identity, 2) % 64,
                it.DURATION: DURATIONS_S[draw_int(identity, 3) % len(DURATIONS_S)],
                it.OFFERS: int(offer),
            },
        )
    )  # fmt: skip


def _port(world: World, brand: int, key: str) -> RivalPort:
    rival: Rival = world.scenario.rivals[brand - 1]
    return rival.ports[int(key.rsplit(".", 1)[1])]
