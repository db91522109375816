"""What an operator believes to have left while it makes up its mind."""

from __future__ import annotations

from dataclasses import dataclass, field

from simulator.observation import Observation


@dataclass(kw_only=True)
class Wallet:
    """Money (yuan), crew hours and pushes not yet spoken for in this look.

    Parameters
    ----------
    pushed : set of str
        Accounts whose followers are notified by something decided in this look.
    """

    money: float
    hours: float
    pushed: set[str] = field(default_factory=set)

    def push(self, seen: Observation, account: str) -> bool:
        """Set an account's push of today aside; tell whether it was there."""
        view = next((one for one in seen.accounts if one.key == account), None)
        if view is None or view.pushes_left is None:
            return True
        today = seen.minute // 1440
        planned = any(p.account == account and p.published // 1440 == today for p in seen.contents)
        if planned or account in self.pushed or view.pushes_left <= 0:
            return False
        self.pushed.add(account)
        return True

    def take(self, *, money: float = 0.0, hours: float = 0.0) -> bool:
        """Set money and hours aside; tell whether they were there."""
        if money > self.money or hours > self.hours:
            return False
        self.money -= money
        self.hours -= hours
        return True
