"""A targeting group on its way into a delivery form: written into a button, read by the form.

The group's bands fill the form's targeting; its description fills the reason, so that the decision
log keeps why these people were chosen.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlencode

from pydantic import ValidationError

from dashboards.i18n import first_known, t
from dashboards.lever_fields import tx_topic
from simulator.decisions import Targeting
from simulator.topics import TOPIC_KEYS, TOPICS

AIMED = ("paid_order", "boost", "change_order")
"""Levers with a targeting."""
LONGEST_NOTE = 480
"""Letters of a description; a reason has 500."""
_MARK = "group:"
_LISTS = ("ages", "genders", "interests", "city_tiers")


def group_target(targeting: Targeting, note: str = "") -> str:
    """Return what a button carries so that a delivery form opens filled for a group."""
    parts: dict[str, str] = {
        name: ",".join(getattr(targeting, name)) for name in _LISTS if getattr(targeting, name)
    }
    if targeting.local:
        parts["local"] = "1"
    if note:
        parts["note"] = note[:LONGEST_NOTE]
    return _MARK + urlencode(parts)


def prefill_of(lever: str, target: str) -> dict[str, Any]:
    """Return the form fields that a group fills; nothing when it is no group or not a valid one."""
    if lever not in AIMED or not target.startswith(_MARK):
        return {}
    parts = {name: values[0] for name, values in parse_qs(target.removeprefix(_MARK)).items()}
    targeting = read_targeting(
        {
            **{name: parts[name].split(",") for name in _LISTS if name in parts},
            "local": parts.get("local") == "1",
        }
    )
    if targeting is None:
        return {}
    filled = {f"targeting.{name}": list(getattr(targeting, name)) for name in _LISTS}
    note = {"reason": parts["note"][:LONGEST_NOTE]} if parts.get("note") else {}
    return {**filled, "targeting.local": targeting.local, **note}


def read_targeting(raw: Mapping[str, Any]) -> Targeting | None:
    """Return a targeting from plain data (a tab may have kept it), or ``None`` if it is none."""
    try:
        found = Targeting.model_validate(dict(raw))
    except ValidationError:
        return None
    return found if set(found.interests) <= set(TOPIC_KEYS) else None


def topic_name(key: str) -> str:
    """Return a topic's name in the language of the visit."""
    found = next((topic for topic in TOPICS if topic.key == key), None)
    return tx_topic(found.zh, found.en) if found else key


def in_words(targeting: Targeting) -> str:
    """Return a targeting as an operator writes it; everybody when it has no band."""
    parts = [
        t("comma").join(first_known(f"age.{one}", one) for one in targeting.ages),
        t("comma").join(t(f"option.genders.{one}") for one in targeting.genders),
        t("comma").join(topic_name(one) for one in targeting.interests),
        t("comma").join(t(f"tier.{one}") for one in targeting.city_tiers),
        t("group.local") if targeting.local else "",
    ]
    return " · ".join(part for part in parts if part) or t("group.everybody")
