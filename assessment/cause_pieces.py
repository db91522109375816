"""Why a piece, or money behind a piece, did what it did: audience x content x time x algorithm x paid."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence

from assessment.evidence import Evidence
from assessment.words import percent, short, yuan
from simulator import decisions as dc
from simulator import items as it
from simulator.counters import SOURCE_TEXTS
from simulator.observation import ContentView, OrderView, Reading
from simulator.observe_pieces import PEER_RATES, band_of, table_of
from simulator.paid import HOUR_PRICE, MARKET_CPM_FEN, auction
from simulator.texts import Text

NOTHING_CAME = Text(zh="结束时没有任何曝光", en="it had met nobody at the end")
FULL_WEIGHT = 256
"""Platform weight of a piece that is not limited."""
BUSY, QUIET = 1.3, 0.7
"""Times the day's mean from which an hour is busy or quiet (assumed)."""
MOST_SOURCES = 2


def piece_causes(evidence: Evidence, key: str, effective: int) -> list[Text]:
    """Return what became of a piece and why: plays by source, completion beside peers, topic, hour, platform."""
    view = next((c for c in evidence.ended.contents if c.key == key), None)
    if view is None or not _value(view.counts.get("impressions")):
        return [NOTHING_CAME, *_platform(evidence, key)]
    parts = [
        _plays(view),
        _completion(evidence, view),
        _topic(evidence, key),
        _hour(evidence, view, effective),
    ]
    return [part for part in parts if part is not None] + _platform(evidence, key) + _sold(view)


def _value(one: Reading | None) -> float:
    return 0.0 if one is None or one.value is None else one.value


def _plays(view: ContentView) -> Text:
    views = _value(view.counts.get("views"))
    total = sum(view.sources.values())
    largest = sorted(view.sources.items(), key=lambda entry: -entry[1])[:MOST_SOURCES] if total else []
    zh = "、".join(f"{_source(name).zh} {percent(count / total)}" for name, count in largest)
    en = ", ".join(f"{percent(count / total)} {_source(name).en}" for name, count in largest)
    return Text(
        zh=f"带来 {short(views, 'zh')} 次播放/阅读" + (f"（{zh}）" if zh else ""),
        en=f"it brought {short(views, 'en')} plays or reads" + (f" ({en})" if en else ""),
    )


def _source(name: str) -> Text:
    return SOURCE_TEXTS.get(name, Text(zh=name, en=name))


def peers_median(evidence: Evidence, view: ContentView, rate: str) -> float | None:
    """Return the median of a rate among rivals' pieces of the channel and length; ``None`` without peers."""
    world = evidence.final.world
    kind = (world.channel_index(view.channel), int(band_of(view.duration_s)))
    rates = table_of(world).peers.get(kind)
    if rates is None:
        return None
    known = [x for x in rates[:, PEER_RATES.index(rate)].tolist() if not math.isnan(x)]
    return statistics.median(known) if known else None


def _completion(evidence: Evidence, view: ContentView) -> Text | None:
    rate = view.rates.get("completion_rate")
    if rate is None or rate.value is None:
        return None
    median = peers_median(evidence, view, "completion_rate")
    if median is None:
        return Text(zh=f"完播率 {percent(rate.value)}", en=f"{percent(rate.value)} watched it through")
    zh, en = ("高于", "above") if rate.value >= median else ("低于", "below")
    return Text(
        zh=f"完播率 {percent(rate.value)}，{zh}同行中位 {percent(median)}",
        en=f"completion {percent(rate.value)}, {en} the peers' median of {percent(median)}",
    )


def _topic(evidence: Evidence, key: str) -> Text | None:
    decision = next((d for d in evidence.decisions if d.key == key), None)
    features = getattr(decision, "features", None)
    if features is None:
        return None
    return Text(
        zh=f"选题契合度 {features.topic_match}/100",
        en=f"its text fits the pillar by {features.topic_match} of 100",
    )


def _hour(evidence: Evidence, view: ContentView, effective: int) -> Text:
    hour = effective // 60 % 24
    world = evidence.final.world
    shares = world.channels[world.channel_index(view.channel)].profile.hourly_share
    times = shares[hour] / statistics.fmean(shares)
    name = (
        ("高峰", "a busy hour")
        if times >= BUSY
        else ("低谷", "a quiet hour")
        if times <= QUIET
        else ("平段", "an average hour")
    )
    return Text(
        zh=f"{hour:02d} 点上线属{name[0]}（活跃为全天均值的 {times:.1f} 倍）",
        en=f"{hour:02d}:00 is {name[1]} ({times:.1f} times the day's mean use)",
    )


def _platform(evidence: Evidence, key: str) -> list[Text]:
    """Return what the platform did with a piece: limited, withdrawn, what its pool still allows."""
    world = evidence.final.world
    card = next((c for c in world.items.cards if c.key == key), None)
    if card is None:
        return []
    fields = world.items.fields[card.row]
    weight = int(fields[it.THROTTLE])
    if fields[it.STATUS] == it.STATUS_WITHDRAWN:
        return [Text(zh="已下架", en="it was taken down")]
    if weight >= FULL_WEIGHT:
        return [Text(zh="未被限流", en="it was not limited")]
    zh, en = _brief(card.status_reason_zh, "；"), _brief(card.status_reason_en, ". ")
    said, told = f"（{zh}）" if zh else "", f" ({en or zh})" if zh else ""
    return [
        Text(
            zh=f"被限流到 {percent(weight / FULL_WEIGHT)}{said}",
            en=f"the platform limited it to {percent(weight / FULL_WEIGHT)}{told}",
        )
    ]


def _brief(reason: str, end: str) -> str:
    """Return what the platform found, without what it advises."""
    return reason.split(end, maxsplit=1)[0].rstrip("。.")


def _sold(view: ContentView) -> list[Text]:
    orders, clicks = _value(view.counts.get("orders")), _value(view.counts.get("clicks"))
    if not clicks:
        return []
    return [
        Text(
            zh=f"商品点击 {short(clicks, 'zh')}、成交 {short(orders, 'zh')} 单",
            en=f"{short(clicks, 'en')} product clicks, {short(orders, 'en')} orders",
        )
    ]


# ---- money behind a piece --------------------------------------------------------------------


def order_causes(evidence: Evidence, decision: dc.PaidOrder | dc.Boost, effective: int) -> list[Text]:
    """Return what bought delivery did and why: money spent, price beside the hour's competition, aim, results."""
    view = next((o for o in evidence.ended.orders if o.key == decision.key), None)
    if view is None:
        return [Text(zh="订单没有投出", en="the order was never delivered")]
    return [_spent(view), *_price(view, decision, effective), _aim(decision), *_bought(view, decision)]


def _spent(view: OrderView) -> Text:
    shown = _value(view.counts.get("paid_impressions"))
    return Text(
        zh=f"花掉 {yuan(view.spend, 'zh')}（预算 {yuan(view.budget, 'zh')}），买到 {short(shown, 'zh')} 次曝光",
        en=f"it spent {yuan(view.spend, 'en')} of {yuan(view.budget, 'en')} on {short(shown, 'en')} impressions",
    )


def competition(minute: int, hours: float) -> float:
    """Return the competition's mean bid for 1,000 impressions over an order's hours, in yuan."""
    span = max(1, round(hours))
    prices = [HOUR_PRICE[(minute // 60 + k) % 24] for k in range(span)]
    return MARKET_CPM_FEN / 100 * statistics.fmean(prices) / 100


def _price(view: OrderView, decision: dc.PaidOrder | dc.Boost, effective: int) -> list[Text]:
    cpm = view.rates.get("cpm")
    rival = competition(effective, decision.hours)
    parts = []
    if cpm is not None and cpm.value is not None:
        parts.append(
            Text(
                zh=f"千次曝光 {yuan(cpm.value, 'zh')}，该时段竞价均价 {yuan(rival, 'zh')}",
                en=f"{yuan(cpm.value, 'en')} for 1,000 impressions where the hours' competition bid {yuan(rival, 'en')}",
            )
        )
    if (
        isinstance(decision, dc.PaidOrder) and decision.goal == "impressions"
    ):  # other bids are for a click or an order
        won = auction(round(decision.bid * 100), round(rival * 100))[0] / 1000
        parts.append(
            Text(
                zh=f"出价 {yuan(decision.bid, 'zh')} 约赢 {percent(won)} 的竞价",
                en=f"a bid of {yuan(decision.bid, 'en')} wins about {percent(won)} of its auctions",
            )
        )
    return parts


def _aim(decision: dc.PaidOrder | dc.Boost) -> Text:
    aim = decision.targeting
    chosen = [*aim.ages, *aim.genders, *aim.interests, *aim.city_tiers, *(["local"] if aim.local else [])]
    if not chosen:
        return Text(zh="不限定向", en="aimed at everybody")
    return Text(zh=f"定向 {'、'.join(chosen)}", en=f"aimed at {', '.join(chosen)}")


def _bought(view: OrderView, decision: dc.PaidOrder | dc.Boost) -> list[Text]:
    clicks, orders = _value(view.counts.get("paid_clicks")), _value(view.counts.get("paid_orders"))
    if isinstance(decision, dc.Boost) or not (clicks or orders):
        return []
    return [
        Text(
            zh=f"付费点击 {short(clicks, 'zh')}、付费成交 {short(orders, 'zh')} 单",
            en=f"{short(clicks, 'en')} paid clicks, {short(orders, 'en')} paid orders",
        )
    ]


def creator_causes(evidence: Evidence, decision: dc.BookCreator, effective: int) -> list[Text]:
    """Return what a booked creator brought for the price, and whether plays were real."""
    creator = next((c for c in evidence.scenario.creators if c.key == decision.creator), None)
    booking = next((b for b in evidence.ended.bookings if b.key == decision.key), None)
    if creator is None or booking is None or booking.content is None:
        return [Text(zh="达人没有交稿", en="the creator delivered nothing")]
    parts = piece_causes(evidence, booking.content, effective)
    fee = Text(zh=f"报价 {yuan(creator.price, 'zh')}", en=f"for a fee of {yuan(creator.price, 'en')}")
    padded = Text(
        zh=f"粉丝中约 {percent(creator.padded)} 为水分",
        en=f"about {percent(creator.padded)} of the followers do not exist",
    )
    return [fee, *parts, *([padded] if creator.padded else [])]


def rivals_offers(evidence: Evidence, minute: int) -> list[Text]:
    """Return the offers that rivals named in public at a minute."""
    seen = evidence.before(minute)
    found: Sequence[dict[str, str | float]] = [] if seen is None else [r for r in seen.rivals if "price" in r]
    return [
        Text(
            zh=f"当时{r['name_zh']}公开报价 {yuan(float(r['price']), 'zh')}",
            en=f"{r['name_en']} was offering at {yuan(float(r['price']), 'en')} in public",
        )
        for r in found
    ]
