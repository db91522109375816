"""The ports of a case's accounts: what they take, and how a piece for them is usually made."""

from __future__ import annotations

from simulator.channel import Port, channels
from simulator.scenario import AccountSpec, Scenario

# How a piece for a port is usually made; a suggestion that the form lets one change (assumed).
_USUAL_CARRIER = {
    "short_video": "short_video",
    "wechat": "image_text",
    "weibo": "image_text",
    "livestream": "short_video",
}
_CLIPS = ("channels", "video")


def port_of(account: AccountSpec) -> Port:
    """Return the port an account publishes on."""
    (channel,) = channels([account.channel])
    return next(port for port in channel.ports if port.key == account.port)


def publishing(case: Scenario) -> list[AccountSpec]:
    """Return the accounts that take pieces; a live room takes none."""
    return [account for account in case.accounts if port_of(account).carriers]


def usual_carrier(account: AccountSpec) -> str:
    """Return how pieces for this account are usually made."""
    if any(part in account.port for part in _CLIPS):
        return "short_video"
    if account.channel in _USUAL_CARRIER:
        return _USUAL_CARRIER[account.channel]
    return port_of(account).carriers[0]


def first_carrier(account: AccountSpec) -> str:
    """Return how a piece for this account is usually made, among what its port takes."""
    taken, usual = port_of(account).carriers, usual_carrier(account)
    return usual if usual in taken else taken[0]
