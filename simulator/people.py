"""The simulated people: one row of 64 bytes each, and the networks between them.

A row is one cache line, so that a meeting costs one memory access. `Audience` names the columns;
kernels index them by the constants below. The files are made by `audience_models`, memory-mapped
read-only and shared by every run of a form.
"""

from __future__ import annotations

import mmap
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.errors import UnknownNameError

N_TOPICS = 24
ROW_BYTES = 64
MAX_APPS = 12
LARGE = 400_000
"""People from which a process keeps less of an audience in memory and computes or reads it again."""

# Columns of a row (uint8). 0..23 are interests, one per topic, 0..100.
AGE = 24  # index into AGE_BANDS
GENDER = 25  # 0 female, 1 male
TIER = 26  # index into CITY_TIERS
LOCAL = 27  # 1: lives where the case's shops or services are
PRICE = 28  # price sensitivity, 0..255, median 128
LIKE = 29  # like propensity in 1/16 logit around 128 (heavy-tailed: fact A13)
SHARE = 30  # share propensity, same unit
COMMENT = 31  # comment propensity, same unit
TRUSTING = 32  # how readily this person believes what a feed says, 0..255, median 128
SEGMENT = 33  # age x tier x gender cell, 0..N_SEGMENTS-1
RHYTHM = 34  # index into the daily-rhythm curves
STUDENT = 35
SPENDING = 36  # spending power, 0..255, median 128
LITERACY = 37  # how easily long texts are understood, 0..255, median 128
ATTENTION = 38  # patience with content, in 1/16 logit around 128
COMMUNITY = 39  # low byte of the friendship community
DEGREE = 40  # log2 of friends + 1, in 1/16
APP = 41  # 41..52: sessions a day in each app, in 1/8; 0 means the app is not used

AGE_BANDS: tuple[str, ...] = ("<18", "18-23", "24-30", "31-40", "41-49", "50-59", "60+")
GENDERS: tuple[str, ...] = ("female", "male")
CITY_TIERS: tuple[str, ...] = ("tier1", "new_tier1", "tier2", "tier3", "tier4")
N_SEGMENTS = len(AGE_BANDS) * len(CITY_TIERS) * len(GENDERS)

COLUMNS: dict[str, int] = {
    "age_band": AGE,
    "gender": GENDER,
    "city_tier": TIER,
    "local": LOCAL,
    "price_sensitivity": PRICE,
    "like_propensity": LIKE,
    "share_propensity": SHARE,
    "comment_propensity": COMMENT,
    "trusting": TRUSTING,
    "segment": SEGMENT,
    "rhythm": RHYTHM,
    "student": STUDENT,
    "spending": SPENDING,
    "literacy": LITERACY,
    "attention": ATTENTION,
    "community": COMMUNITY,
    "degree": DEGREE,
}


def segment_of(age: Any, tier: Any, gender: Any) -> Any:
    """Return the segment cell of age band, city tier and gender (numbers or arrays)."""
    return (age * len(CITY_TIERS) + tier) * len(GENDERS) + gender


def segment_parts(segment: Any) -> tuple[Any, Any, Any]:
    """Return (age band, city tier, gender) of a segment cell (numbers or arrays)."""
    rest, gender = divmod(segment, len(GENDERS))
    age, tier = divmod(rest, len(CITY_TIERS))
    return age, tier, gender


@dataclass(frozen=True, kw_only=True)
class AudienceProfile:
    """Who uses a channel's app, when and how long; declared by the channel.

    Parameters
    ----------
    app : str
        Name of the app; draws of the population synthesis are keyed by it.
    age_share : mapping of str to float
        Share of the app's users in each age band of `AGE_BANDS` (published marginals, facts E4
        and E9b); sums to 1.
    tier_share : mapping of str to float
        Share of the app's users in each city tier (fact E5); sums to 1.
    male_share : float
        Share of men among the app's users, in (0, 1).
    penetration : float
        Share of people who use the app at all, in (0, 1].
    sessions_per_day : float
        Mean sessions a user opens on a day.
    slots_per_session : float
        Mean feed slots in a session.
    hourly_share : tuple of 24 float
        Share of sessions that begin in each hour (fact E1 or the channel's own row).
    sources : str
        Where the numbers are published, or "assumed".
    """

    app: str
    age_share: Mapping[str, float]
    tier_share: Mapping[str, float]
    male_share: float
    penetration: float
    sessions_per_day: float
    slots_per_session: float
    hourly_share: tuple[float, ...]
    sources: str


@dataclass(frozen=True, kw_only=True)
class AudienceSpec:
    """What a case asks of its people.

    Parameters
    ----------
    n_agents : int
        Simulated people, 10,000 to 1,000,000.
    people_per_agent : int
        Real people one simulated person stands for, at least 1.
    city_tier_mix : mapping of str to float, optional
        Share of people by city tier; the national mix when empty.
    local_share : float
        Share of people who live where the case's shops or services are.
    senior_share : float, optional
        Share of people of 60 and older when the case states it.
    apps : tuple of str
        Apps of the case's channels.
    """

    n_agents: int
    people_per_agent: int = 1
    city_tier_mix: Mapping[str, float] = field(default_factory=dict)
    local_share: float = 1.0
    senior_share: float | None = None
    apps: tuple[str, ...] = ()


def _freeze(*arrays: NDArray[Any]) -> None:
    # nobody may change people; and kernels meet one type of array, mapped or made: two would compile twice
    for array in arrays:
        array.setflags(write=False)


@dataclass(frozen=True, kw_only=True)
class Graph:
    """A directed network in CSR form.

    Parameters
    ----------
    indptr : ndarray of shape (n + 1,), int64
    indices : ndarray of shape (arcs,), int32
        ``indices[indptr[p]:indptr[p + 1]]`` are the people p's shares can reach.
    """

    indptr: NDArray[np.int64]
    indices: NDArray[np.int32]

    def __post_init__(self) -> None:
        _freeze(self.indptr, self.indices)

    def neighbours(self, person: int) -> NDArray[np.int32]:
        """Return the people one person's shares can reach."""
        return self.indices[self.indptr[person] : self.indptr[person + 1]]

    def let_go(self) -> None:
        """Give the memory of a mapped network back; what is needed again is read again.

        The system keeps the pages of the file as long as it has room, so reading again costs little;
        but until then they count as memory of this process (a few shares touch nearly all of them).
        Windows has no such request; it takes the pages itself when it needs memory.
        """
        for array in (self.indptr, self.indices):
            if isinstance(array.base, mmap.mmap) and hasattr(array.base, "madvise"):
                array.base.madvise(mmap.MADV_DONTNEED)


@dataclass(frozen=True, kw_only=True)
class Audience:
    """All simulated people of a form; frozen, memory-mapped and shared by all its runs.

    Parameters
    ----------
    rows : ndarray of shape (n, 64), uint8
        One row per person; columns are the constants of this module.
    friends : Graph
        Mutual friends (chats, Moments, Channels likes): clustered.
    followers : Graph
        Arcs from a person to those who follow that person on the public square (Weibo):
        heavy-tailed.
    community : ndarray of shape (n,), int32
        Friendship community of each person; communities are whole neighbourhoods.
    app_columns : mapping of str to int
        Column of each app's sessions a day.
    rhythms : ndarray of shape (n_apps, n_rhythms, 1024), uint16
        Inverse distribution of the minute of day at which a session begins.
    slots : ndarray of shape (n_apps, 256), uint8
        Inverse distribution of the feed slots of a session.
    digest : str
        SHA-256 over all arrays.
    """

    rows: NDArray[np.uint8]
    friends: Graph
    followers: Graph
    community: NDArray[np.int32]
    app_columns: Mapping[str, int]
    rhythms: NDArray[np.uint16]
    slots: NDArray[np.uint8]
    digest: str

    def __post_init__(self) -> None:
        _freeze(self.rows, self.community, self.rhythms, self.slots)

    @property
    def n(self) -> int:
        """Number of simulated people."""
        return int(self.rows.shape[0])

    def column(self, name: str) -> NDArray[np.uint8]:
        """Return one trait of everybody by its name in `COLUMNS`.

        Raises
        ------
        UnknownNameError
            If no trait has this name.
        """
        if name not in COLUMNS:
            raise UnknownNameError("trait", name, COLUMNS)
        return self.rows[:, COLUMNS[name]]

    def interests(self) -> NDArray[np.uint8]:
        """Return everybody's interests, shape (n, 24), 0..100."""
        return self.rows[:, :N_TOPICS]

    def app_rate(self, app: str) -> NDArray[np.uint8]:
        """Return everybody's sessions a day in an app, in 1/8; 0 means not a user."""
        if app not in self.app_columns:
            raise UnknownNameError("app", app, self.app_columns)
        return self.rows[:, self.app_columns[app]]

    def app_index(self, app: str) -> int:
        """Return the position of an app in `rhythms` and `slots`."""
        if app not in self.app_columns:
            raise UnknownNameError("app", app, self.app_columns)
        return self.app_columns[app] - APP
