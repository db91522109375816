"""The glossary says of every number, rate and lever what the tables that compute it say."""

from __future__ import annotations

import json

import pytest
from starlette.testclient import TestClient

from dashboards import glossary
from dashboards.glossary import all_keys, entry_of, formula_of, keys_of
from dashboards.i18n import known, metric_name
from dashboards.markup import to_html
from dashboards.parts import action, term
from dashboards.visit import Visit, visiting
from simulator.counters import COUNTER_TEXTS
from simulator.decisions import LEVERS
from simulator.kpis import KPIS
from simulator.rates import RATES
from simulator.shown import HIDDEN_COUNTERS
from tests.dashboards.sample_case import scenario


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_number_and_lever_says_what_it_is_for_in_both_languages(language: str):
    with visiting(Visit(language=language)):
        for key in all_keys():
            entry = entry_of(key)
            assert entry is not None, key
            assert entry.name, key
            assert entry.use, key
            if entry.kind in ("rate", "word"):
                assert entry.formula, key
            if entry.kind != "word":
                assert entry.when, key
            if entry.kind in ("goal", "rate"):
                assert entry.other or entry.name.isascii(), key


def test_the_tables_are_covered():
    keys = set(all_keys())
    assert set(RATES) | set(KPIS) | (set(COUNTER_TEXTS) - HIDDEN_COUNTERS) <= keys
    assert {f"lever:{name}" for name in LEVERS} <= keys


def test_a_formula_names_every_counter_of_its_row_and_its_factor():
    for name, rate in RATES.items():
        words = formula_of(rate)
        for counter in (*rate.over, *rate.minus, rate.under):
            assert metric_name(counter) in words, name
    assert formula_of(RATES["cpm"]).endswith("× 1,000")
    assert "×" not in formula_of(RATES["aov"])  # fen to yuan is no factor of the field
    assert "×" not in formula_of(RATES["mean_watch_s"])
    assert formula_of(RATES["roi"]).startswith("(付费成交金额 − 消耗) ÷")


def test_delays_and_thresholds_are_those_of_the_screens():
    said = {key: getattr(entry_of(key), "when", "") for key in ("open_rate", "cpm", "cpa", "aware_18_30")}
    assert "08:00" in said["open_rate"]
    assert "08:00" not in said["cpm"]  # no delivery is sold for the ports that report in batches
    assert "120" in said["cpa"]
    assert "抽样" in said["aware_18_30"]


def test_what_people_believe_is_no_number_of_the_screens():
    assert entry_of("claim_believed") is None
    assert not set(keys_of(scenario())) & HIDDEN_COUNTERS


def test_a_case_lists_only_what_its_channels_count():
    keys = keys_of(scenario())
    assert "danmaku" not in keys
    assert "danmaku_rate" not in keys
    assert {"ctr", "open_rate", "redemption_rate", "lever:publish", "word:tgi"} <= set(keys)
    few = scenario().model_copy(update={"levers": ("publish",)})
    assert [key for key in keys_of(few) if key.startswith("lever:")] == ["lever:publish"]


def test_a_name_is_reachable_by_keyboard_and_says_which_term_it_is():
    found = to_html(term("ctr"))
    assert 'data-term="ctr"' in found
    assert 'tabindex="0"' in found
    assert 'role="button"' in found
    assert "tabindex" not in to_html(term("nobody_knows"))
    assert 'data-term="lever:boost"' in to_html(action("x", "boost"))


def test_the_browser_gets_every_entry_and_the_words_of_the_card(trainee: TestClient):
    data = json.loads(_find(trainee.get("/_dash-layout").json(), "terms-data"))
    assert set(data["entries"]) == set(all_keys())
    assert all(data["labels"].values())
    assert [kind for kind, _ in data["kinds"]] == list(glossary.KINDS)


def _find(part: object, name: str) -> str:
    if isinstance(part, dict):
        if part.get("id") == name:
            return str(part.get("children"))
        for inner in part.values():
            found = _find(inner, name)
            if found:
                return found
    if isinstance(part, list):
        for inner in part:
            found = _find(inner, name)
            if found:
                return found
    return ""


def test_no_text_of_the_glossary_is_left_over():
    uses = [key for key in glossary.catalogue() if key.startswith(("use.", "takes."))]
    numbers = set(all_keys())
    for key in uses:
        name = key.partition(".")[2]
        assert name in numbers or (key.startswith("takes.") and f"lever:{name}" in numbers), key
    assert all(known(f"takes.{name}") for name in LEVERS)
