"""What an operator believes to have left while it makes up its mind."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(kw_only=True)
class Wallet:
    """Money (yuan) and crew hours not yet spoken for in this look."""

    money: float
    hours: float

    def take(self, *, money: float = 0.0, hours: float = 0.0) -> bool:
        """Set money and hours aside; tell whether they were there."""
        if money > self.money or hours > self.hours:
            return False
        self.money -= money
        self.hours -= hours
        return True
