"""What a trainee may know about the people: a panel survey, never the whole truth.

A keyed sample of people is asked, as a research agency would; every share comes with its standard
error, and a bigger panel is more exact. The panel depends on the world seed only, so everybody who
sits the same form reads the same survey.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from audience_models.app_use import RHYTHM_NAMES
from simulator.errors import AudienceError, UnknownNameError
from simulator.people import AGE_BANDS, CITY_TIERS, COLUMNS, GENDERS, N_TOPICS, RHYTHM, Audience
from simulator.randomness import Seeds, draw_array
from simulator.topics import TOPIC_KEYS

PANEL_SIZE = 2_000
"""People asked; assumed, the size of an ordinary commercial survey."""

KEEN = 60
"""Interest from which a person counts as interested; assumed."""

SCORE_GROUPS: tuple[str, ...] = ("low", "middle", "high")
_SCORE_LIMITS = (104, 153)  # thirds of a trait with centre 128 and spread about 36-40

_LABELS: dict[str, tuple[str, ...]] = {
    "age_band": AGE_BANDS,
    "gender": GENDERS,
    "city_tier": CITY_TIERS,
    "rhythm": RHYTHM_NAMES,
    "local": ("elsewhere", "local"),
    "student": ("not student", "student"),
}
_SCORES = ("price_sensitivity", "spending", "literacy", "trusting")

TRAITS: tuple[str, ...] = (*_LABELS, *_SCORES, *TOPIC_KEYS)
"""What a panel can be asked: who people are, how they buy and read, what interests them."""


def make_panel(audience: Audience, world_seed: int, *, size: int = PANEL_SIZE) -> NDArray[np.int64]:
    """Return the people who are asked, in order of their number.

    Parameters
    ----------
    audience : Audience
    world_seed : int
        The form's world seed.
    size : int
        People asked; everybody when the audience is smaller. A larger panel contains the smaller.
    """
    if size < 1:
        raise AudienceError(f"a panel of {size}; allowed are 1 and more")
    key = Seeds(world=world_seed, chance=0).world_key("insight.panel")
    order = np.argsort(draw_array(key, np.arange(audience.n)), kind="stable")
    return np.sort(order[:size])


def trait_groups(audience: Audience, trait: str) -> tuple[NDArray[np.int64], tuple[str, ...]]:
    """Return everybody's group in a trait and the names of the groups.

    Raises
    ------
    UnknownNameError
        If a panel cannot be asked for this trait.
    """
    if trait in _LABELS:
        return audience.column(trait).astype(np.int64), _LABELS[trait]
    if trait in _SCORES:
        return np.searchsorted(_SCORE_LIMITS, audience.column(trait), side="right"), SCORE_GROUPS
    if trait in TOPIC_KEYS:
        keen = audience.interests()[:, TOPIC_KEYS.index(trait)] >= KEEN
        return keen.astype(np.int64), ("not interested", "interested")
    raise UnknownNameError("trait", trait, TRAITS)


def _share_error(share: NDArray[np.float64], asked: int, population: int) -> NDArray[np.float64]:
    # binomial, with the correction for a sample that is a good part of the population
    rest = max(0.0, 1 - asked / population)
    return np.sqrt(share * (1 - share) / max(asked, 1) * rest)


def group_sizes(
    audience: Audience, trait: str, *, panel: NDArray[np.int64], people_per_agent: int = 1
) -> pd.DataFrame:
    """Return how many people are in each group of a trait.

    Parameters
    ----------
    audience : Audience
    trait : str
        One of `TRAITS`.
    panel : ndarray of int64
        People asked (`make_panel`).
    people_per_agent : int
        Real people one simulated person stands for.

    Returns
    -------
    DataFrame
        One row a group: ``group, share, standard_error, people`` (estimated).
    """
    group, names = trait_groups(audience, trait)
    share = np.bincount(group[panel], minlength=len(names)) / len(panel)
    total = audience.n * people_per_agent
    return pd.DataFrame(
        {
            "group": names,
            "share": share,
            "standard_error": _share_error(share, len(panel), audience.n),
            "people": np.rint(share * total).astype(np.int64),
        }
    )


def tgi(audience: Audience, mask: NDArray[np.bool_], trait: str, *, panel: NDArray[np.int64]) -> pd.DataFrame:
    """Return how much more often a group occurs in a target group than in general (TGI).

    Parameters
    ----------
    audience : Audience
    mask : ndarray of shape (n,), bool
        The target group.
    trait : str
        One of `TRAITS`.
    panel : ndarray of int64
        People asked.

    Returns
    -------
    DataFrame
        One row a group: ``group, share_target, share_all, tgi, standard_error``. 100 means as
        often as in general; ``nan`` where nobody in the panel is in the group.
    """
    group, names = trait_groups(audience, trait)
    asked, target = group[panel], np.asarray(mask, dtype=bool)[panel]
    everybody = np.bincount(asked, minlength=len(names)) / len(panel)
    inside = np.bincount(asked[target], minlength=len(names)) / max(int(target.sum()), 1)
    general = np.where(everybody > 0, everybody, np.nan)
    ours = inside if target.any() else np.full(len(names), np.nan)
    return pd.DataFrame(
        {
            "group": names,
            "share_target": ours,
            "share_all": everybody,
            "tgi": 100 * ours / general,
            "standard_error": 100 * _share_error(ours, int(target.sum()), audience.n) / general,
        }
    )


def active_hours(audience: Audience, app: str, *, panel: NDArray[np.int64]) -> pd.DataFrame:
    """Return at which hours of the day people open an app.

    Returns
    -------
    DataFrame
        24 rows: ``hour, share, standard_error`` of the sessions of a day.
    """
    rate = audience.app_rate(app)[panel].astype(np.float64)
    rhythm = audience.rows[panel, RHYTHM]
    curves = _hour_curves(audience.rhythms[audience.app_index(app)])
    total = max(rate.sum(), 1e-9)
    share = (rate[:, None] * curves[rhythm]).sum(axis=0) / total
    spread = (rate[:, None] * (curves[rhythm] - share)) ** 2
    error = np.sqrt(spread.sum(axis=0)) / total
    return pd.DataFrame({"hour": range(24), "share": share, "standard_error": error})


def _hour_curves(rhythms: NDArray[np.uint16]) -> NDArray[np.float64]:
    hours = np.asarray(rhythms, dtype=np.int64) // 60
    return np.array([np.bincount(row, minlength=24) / len(row) for row in hours])


def app_overlap(
    audience: Audience, *, panel: NDArray[np.int64], apps: Sequence[str] | None = None
) -> pd.DataFrame:
    """Return which share of one app's users also use another app.

    Returns
    -------
    DataFrame
        One row a pair: ``app, also_uses, share, standard_error``; ``nan`` without users.
    """
    names = tuple(audience.app_columns) if apps is None else tuple(apps)
    uses = {app: audience.app_rate(app)[panel] > 0 for app in names}
    rows = [_overlap(app, other, uses, audience.n) for app in names for other in names]
    return pd.DataFrame(rows, columns=["app", "also_uses", "share", "standard_error"])


def _overlap(app: str, other: str, uses: dict[str, NDArray[np.bool_]], n: int) -> tuple[Any, ...]:
    users = int(uses[app].sum())
    if users == 0:
        return app, other, np.nan, np.nan
    share = np.array([(uses[app] & uses[other]).sum() / users])
    return app, other, float(share[0]), float(_share_error(share, users, n)[0])


def panel_features(audience: Audience, *, panel: NDArray[np.int64]) -> pd.DataFrame:
    """Return what the panel answers, one row a person, for segmentation (`AudienceClusters`).

    Returns
    -------
    DataFrame
        24 interests, then age band, gender, city tier, price sensitivity, spending, as numbers.
    """
    traits = ("age_band", "gender", "city_tier", "price_sensitivity", "spending")
    columns = [*range(N_TOPICS), *(COLUMNS[name] for name in traits)]
    answers = np.asarray(audience.rows[panel][:, columns], dtype=np.float64)
    return pd.DataFrame(answers, index=panel, columns=[*TOPIC_KEYS, *traits])
