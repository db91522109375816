"""Copy the example: plays the plan that comes with the sandbox, minute by minute, without looking at a number.

A case without an example of its own gets the first there is, with its own accounts, products,
pillars and sentences in their places: what somebody does who hands in a neighbour's schedule.
"""

from __future__ import annotations

from collections.abc import Sequence

from assessment.policies import phrases
from assessment.policies.policy import Brief, register_policy
from assessment.policies.publishing import lead_product, words_of
from scenarios.loader import case_names, load_case
from scenarios.plan import load_plan, plan_names
from simulator.decisions import Decision, Publish, ScheduleLive
from simulator.observation import Observation
from simulator.scenario import Scenario
from simulator.texts import Text

STEP = 10
"""Minutes between two looks at the plan."""


class CopyTheExample:
    """Takes every written decision in its minute, once."""

    name = "copy-the-example"

    def __init__(self, plan: Sequence[Decision]) -> None:
        self._plan = sorted(plan, key=lambda decision: decision.at or 0)

    def next_look(self, observation: Observation) -> int:
        """Come back when the next line is due."""
        now = observation.minute // STEP * STEP + STEP
        later = (d.at or 0 for d in self._plan if (d.at or 0) >= now)
        return next(later, observation.minute + 7 * 1440) // STEP * STEP

    def decide(self, observation: Observation) -> Sequence[Decision]:
        """Return what is due now; nothing that is seen changes it."""
        if observation.minute % STEP:
            return ()
        return [d for d in self._plan if observation.minute <= (d.at or 0) < observation.minute + STEP]


def example_for(brief: Brief) -> list[Decision]:
    """Return the example plan of a case, or the first there is fitted to it."""
    own = next((name for name in plan_names() if name.startswith(brief.case)), None)
    if own is not None:
        return load_plan(own)
    name = plan_names()[0]
    model = load_case(next(case for case in case_names() if name.startswith(case)))
    fitted = [_fitted(decision, brief, _places(model, brief)) for decision in load_plan(name)]
    return [decision for decision in fitted if decision is not None]


def _places(model: Scenario, brief: Brief) -> dict[str, dict[str, str]]:
    """Return, for each kind of name in the example, what stands in its place in this case."""
    products = [product.key for product in brief.products]
    accounts: dict[str, str] = {}
    for theirs in model.accounts:
        same = [a for a in brief.accounts if a.port == theirs.port]
        same.sort(key=lambda a, kind=theirs.kind: a.kind != kind)
        if same:
            accounts[theirs.key] = same[0].key
    return {
        "account": accounts,
        "pillar": _in_order([p.key for p in model.brand.pillars], [p.key for p in brief.pillars]),
        "product": _in_order([p.key for p in model.products], products),
        "stock": _in_order([s.key for s in model.stocks], [s.key for s in brief.stocks if s.can_order]),
        "group": dict.fromkeys(model.survey_groups, brief.survey_groups[-1]),
    }


def _in_order(theirs: list[str], ours: list[str]) -> dict[str, str]:
    return {name: ours[min(place, len(ours) - 1)] for place, name in enumerate(theirs)} if ours else {}


def _fitted(decision: Decision, brief: Brief, places: dict[str, dict[str, str]]) -> Decision | None:
    """Return a decision with this case's names in it, or ``None`` where the case has no such thing."""
    if decision.lever not in brief.levers or (decision.at or 0) >= brief.days * 1440:
        return None
    changes: dict[str, object] = {}
    for field, names in places.items():
        theirs = getattr(decision, field, None)
        if theirs is None:
            continue
        if theirs not in names and not (field == "product" and isinstance(decision, Publish)):
            return None
        changes[field] = names.get(theirs)
    if isinstance(decision, ScheduleLive):
        if decision.start + decision.minutes > brief.days * 1440:
            return None
        changes["shelf"] = tuple(
            item.model_copy(update={"product": places["product"][item.product]}) for item in decision.shelf
        )
    return decision.model_copy(update=changes | _words(decision, brief))


def _words(decision: Decision, brief: Brief) -> dict[str, object]:
    if not isinstance(decision, Publish | ScheduleLive):
        return {}
    day = (decision.at or 0) // 1440
    product = lead_product(brief, day)
    titles = phrases.CLEAR_FARM if product is not None else phrases.CLEAR_PUBLIC
    title = phrases.LIVE_TITLE if isinstance(decision, ScheduleLive) else titles[day % len(titles)]
    names = words_of(brief, brief.pillars[0], product)
    words: dict[str, object] = {"title": phrases.fill(title, **names)}
    if isinstance(decision, Publish):
        words["copy_text"] = phrases.fill(phrases.COPY_CLEAR, **names)
    return words


@register_policy("copy-the-example", Text(zh="照抄示例", en="copy the example"))
def make(brief: Brief) -> CopyTheExample:
    """Make the policy."""
    return CopyTheExample(example_for(brief))
