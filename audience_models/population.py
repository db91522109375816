"""Make the simulated people of a form: the way in to everything else in this package.

>>> from simulator.people import AudienceSpec
>>> from simulator.published import WEIBO_PROFILE
>>> people = make_audience(AudienceSpec(n_agents=2_000), [WEIBO_PROFILE], world_seed=7)
>>> people.n, list(people.app_columns)
(2000, ['weibo'])
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from decimal import Context, localcontext
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audience_models.app_use import app_sessions, rhythm_column, rhythm_tables, segments, slot_table
from audience_models.demographics import Demographics, make_demographics
from audience_models.files import arrays_of, audience_from, audience_home, digest_of, read_or_build
from audience_models.interests import fill_interests
from audience_models.networks import degree_column, make_followers, make_friends
from audience_models.propensities import make_propensities
from simulator.errors import AudienceError, UnknownNameError
from simulator.people import (
    AGE,
    APP,
    COMMUNITY,
    DEGREE,
    GENDER,
    LOCAL,
    MAX_APPS,
    RHYTHM,
    ROW_BYTES,
    SEGMENT,
    STUDENT,
    TIER,
    Audience,
    AudienceProfile,
    AudienceSpec,
    Graph,
)
from simulator.randomness import Seeds

SYNTHESIS_VERSION = 2
"""Raised with every change of the numbers; part of the name of stored audiences."""

FEWEST, MOST = 500, 2_000_000
"""Simulated people that can be made. Cases ask for 10,000 to 1,000,000; tests for fewer."""


def make_audience(spec: AudienceSpec, profiles: Sequence[AudienceProfile], world_seed: int) -> Audience:
    """Make all simulated people of a form and the networks between them.

    Parameters
    ----------
    spec : AudienceSpec
        What the case asks of its people.
    profiles : sequence of AudienceProfile
        Who uses the apps of the case's channels. An app that two channels share may be given
        twice if both say the same. Everything drawn for an app is keyed by its name.
    world_seed : int
        0 to 2**128 - 1.

    Returns
    -------
    Audience
        The same, bit for bit, on every machine.

    Raises
    ------
    AudienceError
        If the spec or a profile asks for people that cannot be.
    UnknownNameError
        If the spec names an app without a profile.
    """
    with localcontext(Context(prec=40)):  # the same arithmetic in every thread
        return _make(spec, _apps(spec, profiles), Seeds(world=world_seed, chance=0))


def _make(spec: AudienceSpec, apps: dict[str, AudienceProfile], seeds: Seeds) -> Audience:
    who = make_demographics(spec, seeds)
    rows = np.zeros((spec.n_agents, ROW_BYTES), dtype=np.uint8)
    _fill_traits(rows, who, seeds)
    for position, profile in enumerate(apps.values()):
        rows[:, APP + position] = app_sessions(profile, rows[:, SEGMENT], seeds)
    friends = make_friends(who, seeds)
    rows[:, DEGREE] = degree_column(friends)
    return _finished(rows, (friends, make_followers(rows, seeds)), who.community, apps)


def load_audience(
    spec: AudienceSpec,
    profiles: Sequence[AudienceProfile],
    world_seed: int,
    *,
    folder: Path | None = None,
) -> Audience:
    """Return the people of a form from their files, made at the first call.

    Parameters
    ----------
    spec, profiles, world_seed
        As for `make_audience`.
    folder : Path, optional
        Where audiences are kept; each has a folder of its own inside, named by what it is made
        from. The default is ``audiences`` in ``QUANMEI_HOME`` or in the user's cache.

    Returns
    -------
    Audience
        Memory-mapped and read-only; shared by all processes that ask for the same.

    Raises
    ------
    AudienceError
        As `make_audience`, or if the folder cannot be written. Damaged files are made again.
    """
    name = audience_name(spec, profiles, world_seed)
    home = audience_home() if folder is None else Path(folder)
    return read_or_build(home / name, lambda: make_audience(spec, profiles, world_seed))


def audience_name(spec: AudienceSpec, profiles: Sequence[AudienceProfile], world_seed: int) -> str:
    """Return the name under which an audience is stored: a hash of all it is made from."""
    made_from = {
        "version": SYNTHESIS_VERSION,
        "world_seed": world_seed,
        "spec": _plain(spec, leave_out=("people_per_agent", "apps")),
        "profiles": [_plain(profile, leave_out=("sources",)) for profile in profiles],
    }
    text = json.dumps(made_from, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _plain(value: AudienceSpec | AudienceProfile, *, leave_out: tuple[str, ...]) -> dict[str, Any]:
    fields = {name: getattr(value, name) for name in value.__dataclass_fields__ if name not in leave_out}
    return {name: dict(field) if isinstance(field, Mapping) else field for name, field in fields.items()}


def _apps(spec: AudienceSpec, profiles: Sequence[AudienceProfile]) -> dict[str, AudienceProfile]:
    apps: dict[str, AudienceProfile] = {}
    for profile in profiles:
        if apps.setdefault(profile.app, profile) != profile:
            raise AudienceError(f"two profiles of app {profile.app!r} differ; they must be the same")
    for app in spec.apps:
        if app not in apps:
            raise UnknownNameError("app", app, apps)
    if not 1 <= len(apps) <= MAX_APPS:
        raise AudienceError(f"{len(apps)} apps; allowed are 1 to {MAX_APPS}")
    if not FEWEST <= spec.n_agents <= MOST:
        raise AudienceError(f"n_agents is {spec.n_agents}; allowed are {FEWEST:,} to {MOST:,}")
    return apps


def _fill_traits(rows: NDArray[np.uint8], who: Demographics, seeds: Seeds) -> None:
    rows[:, AGE], rows[:, GENDER], rows[:, TIER] = who.age, who.gender, who.tier
    rows[:, LOCAL], rows[:, STUDENT] = who.local, who.student
    rows[:, SEGMENT] = segments(who.age, who.tier, who.gender)
    rows[:, RHYTHM] = rhythm_column(who.age, who.student, seeds)
    rows[:, COMMUNITY] = (who.community & 255).astype(np.uint8)
    for column, values in make_propensities(who, seeds).items():
        rows[:, column] = values
    fill_interests(rows, rows[:, SEGMENT].copy(), who, seeds)


def _finished(
    rows: NDArray[np.uint8],
    networks: tuple[Graph, Graph],
    community: NDArray[np.int32],
    apps: dict[str, AudienceProfile],
) -> Audience:
    friends, followers = networks
    draft = Audience(
        rows=rows,
        friends=friends,
        followers=followers,
        community=community,
        app_columns={},
        rhythms=np.array([rhythm_tables(profile) for profile in apps.values()], dtype=np.uint16),
        slots=np.array([slot_table(profile) for profile in apps.values()], dtype=np.uint8),
        digest="",
    )
    arrays = arrays_of(draft)
    return audience_from(arrays, tuple(apps), digest_of(arrays, tuple(apps)))
