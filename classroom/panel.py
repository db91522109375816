"""The people of a run as its trainee may know them: a panel that was asked, never everybody.

The panel hangs on the form's world alone, so that everybody who sits the form reads the same
survey. What leaves this module are shares with their standard errors, cards and answers under
numbers of their own: no seed, and nobody's place in the audience.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from audience_models import insight
from audience_models.app_use import RHYTHM_NAMES
from audience_models.personas import Persona, persona
from simulator.channel import channels
from simulator.errors import AudienceError
from simulator.people import AGE_BANDS, CITY_TIERS, COLUMNS, GENDERS, Audience
from simulator.randomness import Seeds
from simulator.scenario import Scenario
from simulator.topics import TOPIC_KEYS

WHO: tuple[str, ...] = ("age_band", "gender", "city_tier", "local", "student", "rhythm")
"""Traits that say who people are, in the order in which they are shown."""
HABITS: tuple[str, ...] = ("price_sensitivity", "spending", "literacy", "trusting")
"""Traits that say how people buy and read."""
CARDS = 8
"""Persona cards shown at once (assumed: beside the segments)."""


@dataclass(frozen=True, kw_only=True)
class Card:
    """One person of the panel as a card, with the apps this person opens.

    Parameters
    ----------
    person : Persona
    apps : tuple of (str, float)
        App and sessions a day, the most used first.
    """

    person: Persona
    apps: tuple[tuple[str, float], ...]


@dataclass(frozen=True, kw_only=True)
class Panel:
    """People of a run who were asked.

    Parameters
    ----------
    audience : Audience
    asked : ndarray of int64
        Rows of the people asked.
    key : int
        Identity of the cards.
    people_per_agent : int
    app_channels : mapping of str to tuple of str
        The case's channels that live in each app.
    """

    audience: Audience
    asked: NDArray[np.int64]
    key: int
    people_per_agent: int
    app_channels: Mapping[str, tuple[str, ...]]

    @property
    def size(self) -> int:
        """People asked."""
        return len(self.asked)

    @property
    def population(self) -> int:
        """Real people the audience stands for."""
        return self.audience.n * self.people_per_agent

    @property
    def apps(self) -> tuple[str, ...]:
        """Apps of the case's channels."""
        return tuple(self.audience.app_columns)

    def groups(self, traits: Sequence[str] = WHO) -> pd.DataFrame:
        """Return the groups of several traits: ``trait, group, share, standard_error, people``."""
        found = [
            insight.group_sizes(
                self.audience, trait, panel=self.asked, people_per_agent=self.people_per_agent
            ).assign(trait=trait)
            for trait in traits
        ]
        return pd.concat(found, ignore_index=True)

    def members(self, trait: str, group: str) -> NDArray[np.bool_]:
        """Return who of the panel is in a group of a trait (or ``interested`` in a topic).

        Raises
        ------
        AudienceError
            If the trait has no such group.
        """
        rows, names = insight.trait_groups(self.audience, trait)
        if group not in names:
            raise AudienceError(f"{trait} has no group {group!r}; there are {', '.join(names)}")
        return rows[self.asked] == names.index(group)

    def tgi(self, target: NDArray[np.bool_], trait: str) -> pd.DataFrame:
        """Return the TGI of a target group of the panel by the groups of a trait.

        ``interests`` and ``apps`` stand for all topics and all apps; a topic counts those who are
        interested, an app those who use it.

        Returns
        -------
        DataFrame
            ``group, share_target, share_all, tgi, standard_error``; 100 is the average.
        """
        if trait == "interests":
            return pd.concat([self._interest(target, topic) for topic in TOPIC_KEYS], ignore_index=True)
        if trait == "apps":
            users = {app: self.uses(app) for app in self.apps}
            return _tgi_of(users, target, self.audience.n)
        return insight.tgi(self.audience, self._everywhere(target), trait, panel=self.asked)

    def _interest(self, target: NDArray[np.bool_], topic: str) -> pd.DataFrame:
        found = insight.tgi(self.audience, self._everywhere(target), topic, panel=self.asked)
        return found[found["group"] == "interested"].assign(group=topic)

    def _everywhere(self, target: NDArray[np.bool_]) -> NDArray[np.bool_]:
        mask = np.zeros(self.audience.n, dtype=bool)
        mask[self.asked[target]] = True
        return mask

    def uses(self, app: str) -> NDArray[np.bool_]:
        """Return who of the panel uses an app."""
        return self.audience.app_rate(app)[self.asked] > 0

    def interests_by_app(self) -> pd.DataFrame:
        """Return each app's users by topic: ``app, topic, share_target, share_all, tgi, standard_error``."""
        found = [
            self.tgi(self.uses(app), "interests").rename(columns={"group": "topic"}).assign(app=app)
            for app in self.apps
        ]
        return pd.concat(found, ignore_index=True)

    def active_hours(self) -> pd.DataFrame:
        """Return at which hours each app is opened: ``app, hour, share, standard_error``."""
        found = [
            insight.active_hours(self.audience, app, panel=self.asked).assign(app=app) for app in self.apps
        ]
        return pd.concat(found, ignore_index=True)

    def combinations(self) -> pd.DataFrame:
        """Return which apps people use together, each person counted once.

        Returns
        -------
        DataFrame
            ``apps`` (names joined by ``+``, empty for none of them), ``share``,
            ``standard_error``, ``people``; the largest first.
        """
        uses = np.column_stack([self.uses(app) for app in self.apps])
        names = ["+".join(app for app, used in zip(self.apps, row, strict=True) if used) for row in uses]
        counts = pd.Series(names).value_counts()
        share = counts.to_numpy() / self.size
        return pd.DataFrame(
            {
                "apps": counts.index.astype(str),
                "share": share,
                "standard_error": standard_error(share, self.size, self.audience.n),
                "people": np.rint(share * self.population).astype(np.int64),
            }
        )

    def cards(self, page: int = 0, target: NDArray[np.bool_] | None = None) -> list[Card]:
        """Return cards of people of the panel (or of a target group), another handful on each page."""
        people = self.asked if target is None else self.asked[target]
        if not len(people):
            return []
        order = np.argsort((people * 2_654_435_761 + self.key) % (1 << 32), kind="stable")
        places = (np.arange(min(CARDS, len(people))) + page * CARDS) % len(people)
        return [self._card(int(person)) for person in people[order[places]]]

    def _card(self, person: int) -> Card:
        row = self.audience.rows[person]
        traits = {name: int(row[column]) for name, column in COLUMNS.items()}
        traits |= {topic: int(row[place]) for place, topic in enumerate(TOPIC_KEYS)}
        rates = [(app, int(row[column]) / 8) for app, column in self.audience.app_columns.items()]
        used = sorted(((app, rate) for app, rate in rates if rate > 0), key=lambda one: -one[1])
        return Card(person=persona(traits, self.key ^ person), apps=tuple(used))

    def answers(self) -> pd.DataFrame:
        """Return what each person of the panel answered, one row a person under a number of its own.

        Who people are in words, habits in thirds, interests 0 to 100, sessions a day by app.
        """
        columns: dict[str, object] = {"number": [f"P{place:04d}" for place in range(1, self.size + 1)]}
        for trait in (*WHO, *HABITS):
            rows, names = insight.trait_groups(self.audience, trait)
            columns[trait] = np.asarray(names)[rows[self.asked]]
        for place, topic in enumerate(TOPIC_KEYS):
            columns[topic] = self.audience.rows[self.asked, place].astype(np.int64)
        for app in self.apps:
            columns[f"app.{app}"] = self.audience.app_rate(app)[self.asked] / 8
        return pd.DataFrame(columns)


def standard_error(share: NDArray[np.float64], asked: int, population: int) -> NDArray[np.float64]:
    """Return the standard error of shares of a sample without repetition."""
    rest = max(0.0, 1 - asked / population)
    return np.sqrt(share * (1 - share) / max(asked, 1) * rest)


def _tgi_of(
    groups: Mapping[str, NDArray[np.bool_]], target: NDArray[np.bool_], population: int
) -> pd.DataFrame:
    asked = int(target.sum())
    general = np.array([mask.mean() for mask in groups.values()])
    inside = np.array([mask[target].mean() if asked else np.nan for mask in groups.values()])
    base = np.where(general > 0, general, np.nan)
    return pd.DataFrame(
        {
            "group": list(groups),
            "share_target": inside,
            "share_all": general,
            "tgi": 100 * inside / base,
            "standard_error": 100 * standard_error(inside, asked, population) / base,
        }
    )


def make_panel(
    scenario: Scenario, audience: Audience, world_seed: int, *, size: int = insight.PANEL_SIZE
) -> Panel:
    """Ask the panel of a form.

    Parameters
    ----------
    scenario : Scenario
    audience : Audience
        Its people.
    world_seed : int
        Stays here: a panel only keeps what is drawn from it.
    size : int
        People asked.
    """
    homes: dict[str, tuple[str, ...]] = {}
    for channel in channels(scenario.channels):
        homes[channel.profile.app] = (*homes.get(channel.profile.app, ()), channel.name)
    return Panel(
        audience=audience,
        asked=insight.make_panel(audience, world_seed, size=size),
        key=int(Seeds(world=world_seed, chance=0).world_key("insight.cards")) & 0xFFFF_FFFF,
        people_per_agent=scenario.audience.people_per_agent,
        app_channels=homes,
    )


GROUPS: dict[str, tuple[str, ...]] = {
    "age_band": AGE_BANDS,
    "gender": GENDERS,
    "city_tier": CITY_TIERS,
    "local": ("elsewhere", "local"),
    "student": ("not student", "student"),
    "rhythm": RHYTHM_NAMES,
}
"""The groups of the traits in `WHO`."""
