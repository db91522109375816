"""What to publish where and when: main pieces a day and their adaptations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from assessment.policies import phrases
from assessment.policies.live_plan import live_hours
from assessment.policies.policy import Brief
from assessment.policies.skills import Hand, Skills
from assessment.policies.wallet import Wallet
from simulator.decisions import Decision, Publish
from simulator.observation import ContentView, Observation
from simulator.scenario import AccountSpec, Pillar, Product

CARRIER = {"video": "short_video", "channels": "short_video", "official": "image_text", "group": "image_text",
           "moments": "image_text", "blue_v": "image_text"}  # fmt: skip
EVERY = {"video": 1, "channels": 2, "official": 2, "group": 2, "moments": 2, "blue_v": 1}
GOOD_HOUR = {"video": 12 * 60, "channels": 12 * 60 + 20, "official": 12 * 60, "group": 11 * 60 + 30,
             "moments": 12 * 60, "blue_v": 10 * 60}  # fmt: skip
LATER_SLOTS = (18 * 60 + 30, 20 * 60 + 30, 9 * 60)
"""Minutes of the day of a second, third and fourth main piece: evening, prime time, breakfast."""
OFFICE_MINUTE = 9 * 60 + 30
ADAPT_HOURS = 1.0


def publications(brief: Brief, hand: Hand, seen: Observation, wallet: Wallet) -> Iterator[Decision]:
    """Yield the pieces of today that are not there yet, once the day has begun."""
    day = seen.minute // 1440
    ports = [a for a in brief.accounts if a.port in CARRIER]
    main = next((a for a in ports if a.port == "video"), ports[0])
    main_key = next((piece.key for piece in pieces_today(seen, main.key)), None)
    for account in [main, *(a for a in ports if a is not main)]:
        skills = hand.at(f"publish.{account.key}", seen.minute)
        adapts = skills.adapts and account is not main
        if adapts and ((day + len(account.key)) % _every(skills, account) or main_key is None):
            continue
        wanted = skills.style.main_a_day if account is main else 1
        for slot in range(len(pieces_today(seen, account.key)), wanted):
            piece = _piece(brief, skills, seen, account, slot)
            if piece is None or (slot == 0 and not wallet.push(seen, account.key)):
                continue
            if adapts:
                piece = piece.model_copy(update={"adapted_from": main_key, "hours": ADAPT_HOURS})
            if wallet.take(hours=piece.hours + (brief.prices.review_hours if piece.review else 0)):
                main_key = main_key or (piece.key if account is main else None)
                yield piece


def pieces_today(seen: Observation, account: str) -> Sequence[ContentView]:
    """Return what an account publishes today; rooms and answers to claims are not counted."""
    rooms = {room.key for room in seen.rooms}
    return [
        piece
        for piece in seen.contents
        if piece.account == account
        and piece.published // 1440 == seen.minute // 1440
        and piece.key not in rooms
        and piece.answers is None
        and not piece.key.startswith("answer.")
    ]


def _every(skills: Skills, account: AccountSpec) -> int:
    return max(1, round(EVERY[account.port] * skills.style.spacing))


def _main_hours(brief: Brief, skills: Skills) -> float:
    free = (brief.hours * (1 - skills.style.reserve_hours) - live_hours(brief, skills)) / brief.days
    review = brief.prices.review_hours if skills.reviews else 0.0
    ports = [a for a in brief.accounts if a.port in CARRIER][1:]
    others = sum((ADAPT_HOURS + review) / _every(skills, a) for a in ports) if skills.adapts else 0.0
    each = (free - others) / skills.style.main_a_day - review
    return round(max(1.0, min(skills.style.craft_hours, each)), 1)


def _piece(
    brief: Brief, skills: Skills, seen: Observation, account: AccountSpec, slot: int
) -> Publish | None:
    day = seen.minute // 1440
    minute = day * 1440 + _minute_of_day(skills, account, slot)
    if minute < seen.minute:
        return None
    pillar = brief.pillars[(day + slot) % len(brief.pillars)] if skills.clean_titles else brief.pillars[0]
    product = lead_product(brief, day + slot)
    names = words_of(brief, pillar, product)
    number = (day + slot) * len(brief.accounts) + brief.accounts.index(account)
    titles = _titles(brief, skills)
    return Publish(
        key=f"d{day + 1}.{account.key}" + (f".{slot + 1}" if slot else ""), account=account.key, pillar=pillar.key,
        title=phrases.fill(titles[number % len(titles)], **names),
        copy_text=phrases.fill(phrases.COPY_CLEAR if skills.clean_titles else phrases.COPY_BAD, **names),
        carrier=CARRIER[account.port], duration_s=_duration(brief, skills) if account.port in ("video", "channels") else 60,
        tone="warm" if skills.clean_titles else "urgent", hours=_main_hours(brief, skills), notify=slot == 0,
        product=product.key if product and account.port != "moments" else None,
        review=skills.reviews, labels=("ad",) if product and skills.clean_titles else (), at=minute,
        reason="按受众活跃时段与内容支柱排期" if skills.good_hours else "每天都发",
    )  # fmt: skip


def words_of(brief: Brief, pillar: Pillar, product: Product | None) -> dict[str, Any]:
    """Return the case's words for a sentence of `phrases`."""
    return {
        "brand": brief.brand.zh, "thing": product.name.zh if product else pillar.name.zh,
        "pillar": pillar.name.zh, "price": product.price if product else 0.0,
    }  # fmt: skip


def _minute_of_day(skills: Skills, account: AccountSpec, slot: int) -> int:
    if slot:
        return LATER_SLOTS[(slot - 1) % len(LATER_SLOTS)]
    if not skills.good_hours:
        return OFFICE_MINUTE
    # the second account of a port is staggered, so that the matrix does not compete with itself
    return GOOD_HOUR[account.port] + (90 if account.kind == "sub" else 0)


def _duration(brief: Brief, skills: Skills) -> int:
    if not skills.clean_titles:
        return 90
    return 28 if brief.products else 45


def _titles(brief: Brief, skills: Skills) -> tuple[str, ...]:
    if not brief.products:
        return phrases.CLEAR_PUBLIC if skills.clean_titles else phrases.BAD_PUBLIC
    if not skills.clean_titles:
        return phrases.BAD_SELLING
    return phrases.CLEAR_SELLING if brief.products[0].redeem else phrases.CLEAR_FARM


def lead_product(brief: Brief, day: int) -> Product | None:
    """Return the product to push on a day: a shop leads with the cheap cup, a parcel seller with the main box."""
    if not brief.products:
        return None
    main = next((p for p in brief.products if p.role == "main"), brief.products[0])
    traffic = next((p for p in brief.products if p.role == "traffic"), main)
    if not main.redeem:
        return main if day % 3 != 1 else traffic
    return traffic if day % 3 != 1 else main
