"""Money and crew hours: every entry named, neither ever below zero."""

from __future__ import annotations

from dataclasses import dataclass, field

from simulator.errors import UnaffordableError


def fen(yuan: float) -> int:
    """Return an amount of yuan in fen, rounded half up.

    Examples
    --------
    >>> fen(12.9)
    1290
    """
    return int(yuan * 100 + 0.5)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One movement of money (fen) or hours (1/100 hour); positive is spent."""

    minute: int
    what: str
    decision: str
    money_fen: int = 0
    hours_centi: int = 0


@dataclass(kw_only=True)
class Ledger:
    """What a campaign has left to spend.

    Parameters
    ----------
    money_fen, hours_centi : int
        What is left, never negative.
    """

    money_fen: int
    hours_centi: int
    entries: list[Entry] = field(default_factory=list)

    def require(self, *, money_fen: int = 0, hours_centi: int = 0, field_name: str = "money") -> None:
        """Refuse what cannot be paid; changes nothing.

        Raises
        ------
        UnaffordableError
            With what is needed and what is left.
        """
        if money_fen > self.money_fen:
            raise UnaffordableError(
                f"资金不足: 需要 {money_fen / 100:,.2f} 元, 剩余 {self.money_fen / 100:,.2f} 元 / "
                f"needs {money_fen / 100:,.2f} yuan, {self.money_fen / 100:,.2f} left",
                field=field_name,
            )
        if hours_centi > self.hours_centi:
            raise UnaffordableError(
                f"工时不足: 需要 {hours_centi / 100:.1f} h, 剩余 {self.hours_centi / 100:.1f} h / "
                f"needs {hours_centi / 100:.1f} h, {self.hours_centi / 100:.1f} h left",
                field="hours",
            )

    def spend(
        self, minute: int, what: str, decision: str, *, money_fen: int = 0, hours_centi: int = 0
    ) -> None:
        """Spend money and hours, or give back (negative amounts).

        Raises
        ------
        UnaffordableError
            If either is not there; nothing is booked then.
        """
        self.require(money_fen=money_fen, hours_centi=hours_centi)
        self.money_fen -= money_fen
        self.hours_centi -= hours_centi
        self.entries.append(
            Entry(minute=minute, what=what, decision=decision, money_fen=money_fen, hours_centi=hours_centi)
        )
