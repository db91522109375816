"""Many posts: an ordinary operator who spends all hours on publishing hasty pieces, on every account, all day."""

from __future__ import annotations

from collections.abc import Iterator

from assessment.policies import phrases
from assessment.policies.answering import answers
from assessment.policies.buying import creators_to_book, money_moves
from assessment.policies.directing import direct
from assessment.policies.operator import Operator
from assessment.policies.policy import Brief, register_policy
from assessment.policies.publishing import CARRIER, lead_product, words_of
from assessment.policies.shopkeeping import shop_moves
from assessment.policies.skills import COMPETENT, Hand
from assessment.policies.wallet import Wallet
from simulator.decisions import Decision, Publish
from simulator.observation import Observation
from simulator.scenario import AccountSpec
from simulator.texts import Text

HOURS = 0.5
"""Hours put into a piece: about what writing a title and uploading takes (assumed)."""


def hasty_pieces(brief: Brief, hand: Hand, seen: Observation, wallet: Wallet) -> Iterator[Decision]:
    """Yield pieces on the accounts in turn, as many as are due if the hours are to last to the end."""
    del hand
    ports = [account for account in brief.accounts if account.port in CARRIER]
    own = {account.key for account in ports}
    made = sum(piece.account in own for piece in seen.contents)
    until = min(seen.minute + COMPETENT.look_every, brief.days * 1440)
    pushed = {piece.account for piece in seen.contents if piece.published // 1440 == seen.minute // 1440}
    for number in range(made, int(brief.hours / HOURS * until / brief.days / 1440)):
        account = ports[number % len(ports)]
        if wallet.take(hours=HOURS):
            yield _piece(brief, seen.minute, account, number, notify=account.key not in pushed)
            pushed.add(account.key)


def _piece(brief: Brief, minute: int, account: AccountSpec, number: int, *, notify: bool) -> Publish:
    product = lead_product(brief, number)
    pillar = brief.pillars[number % len(brief.pillars)]
    titles = phrases.CLEAR_PUBLIC
    if product is not None:
        titles = phrases.CLEAR_SELLING if product.redeem else phrases.CLEAR_FARM
    names = words_of(brief, pillar, product)
    return Publish(
        key=f"post.{number}.{minute}", account=account.key, pillar=pillar.key, carrier=CARRIER[account.port],
        title=phrases.fill(titles[number % len(titles)], **names),
        copy_text=phrases.fill(phrases.COPY_CLEAR, **names), duration_s=28, tone="warm", hours=HOURS,
        product=product.key if product and account.port != "moments" else None,
        labels=("ad",) if product else (), notify=notify, reason="多发总有一条会爆",
    )  # fmt: skip


@register_policy("many-posts", Text(zh="铺量发帖", en="as many posts as possible"))
def make(brief: Brief) -> Operator:
    """Make the policy: no live rooms, whose crews would take the hours."""
    concerns = (direct, answers, shop_moves, creators_to_book, money_moves, hasty_pieces)
    return Operator(brief, COMPETENT, "many-posts", concerns)
