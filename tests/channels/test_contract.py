"""Every registered channel keeps the protocol's contract."""

from __future__ import annotations

import pytest

from simulator.channel import Channel, channels
from simulator.channel_check import check_channel
from simulator.errors import ChannelContractError, UnknownNameError


@pytest.mark.parametrize("channel", channels(), ids=lambda c: c.name)
def test_a_channel_keeps_its_contract(channel: Channel) -> None:
    """Names, profile, parameters with sources, mechanisms."""
    check_channel(channel)


def test_a_channel_without_a_source_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """The checker can fail."""
    channel = channels(["short_video"])[0]
    row = channel.parameters.rows[0]
    monkeypatch.setattr(type(row), "source", " ", raising=False)
    object.__setattr__(row, "source", " ")
    try:
        with pytest.raises(ChannelContractError, match="source"):
            check_channel(channel)
    finally:
        object.__setattr__(
            row, "source", "people in the first pool; practitioners say 200-500 (fact A26, lore)"
        )


def test_an_unknown_channel_is_answered_with_the_nearest() -> None:
    """Did you mean."""
    with pytest.raises(UnknownNameError, match="short_video"):
        channels(["short_vidoe"])
