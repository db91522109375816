"""Transcripts: whatever was edited, lost, added or played elsewhere is refused, and the first bad entry is named."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.commitment import commitment, opening, opens
from assessment.transcript import Header, Transcript, check_chain, check_form, header_of, seal_run, sealed
from simulator.errors import DigestError, RandomnessError
from simulator.randomness import Seeds
from tests.small import tea, video

HEADER = Header(
    source="tea-launch", case="tea-launch@2", case_hash="c", world="1", chance="7", attempt="a1", agents=1000,
    engine="4", population="p",
)  # fmt: skip
PIECES = [(10 * n, video(f"v{n}").model_dump(mode="json")) for n in range(5)]


def _whole() -> Transcript:
    return sealed(HEADER, PIECES, until=400, state="ended", digest="d")


def test_an_untouched_transcript_is_accepted_and_reads_back() -> None:
    check_chain(_whole(), count=5)
    assert [decision.key for _, decision in _whole().log()] == ["v0", "v1", "v2", "v3", "v4"]


@given(st.integers(0, 4), st.sampled_from(["accepted", "title", "key", "hours"]))
def test_the_first_edited_entry_is_named(at: int, what: str) -> None:
    entries = list(_whole().entries)
    old = entries[at]
    if what == "accepted":
        entries[at] = old.model_copy(update={"accepted": old.accepted + 1})
    else:
        entries[at] = old.model_copy(update={"decision": old.decision | {what: "9"}})
    with pytest.raises(DigestError, match=f"entry {at + 1} "):
        check_chain(_whole().model_copy(update={"entries": tuple(entries)}))


@given(st.integers(0, 4))
def test_the_first_entry_after_one_that_was_taken_out_is_named(at: int) -> None:
    entries = (*_whole().entries[:at], *_whole().entries[at + 1 :])
    with pytest.raises(DigestError, match=f"entry {at + 1} "):
        check_chain(_whole().model_copy(update={"entries": entries}))


@pytest.mark.parametrize("count", [None, 5])
def test_what_is_cut_short_is_refused_where_it_was_cut(count: int | None) -> None:
    with pytest.raises(DigestError, match="entry 4 "):
        check_chain(_whole().model_copy(update={"entries": _whole().entries[:3]}), count=count)


@pytest.mark.parametrize("change", [{"until": 900}, {"state": "unfinished"}, {"digest": "e"}, {"seal": "0"}])
def test_how_far_and_to_what_it_was_played_is_sealed_too(change: dict[str, object]) -> None:
    with pytest.raises(DigestError, match="seal"):
        check_chain(_whole().model_copy(update=change))


def test_other_seeds_break_the_first_entry() -> None:
    other = HEADER.model_copy(update={"chance": "8"})
    with pytest.raises(DigestError, match="entry 1 "):
        check_chain(_whole().model_copy(update={"header": other}))


def test_entries_out_of_time_are_refused_even_when_the_chain_fits() -> None:
    swapped = sealed(HEADER, [PIECES[1], PIECES[0]], until=400, state="ended", digest="d")
    with pytest.raises(DigestError, match=r"entry 2 .*order of time"):
        check_chain(swapped)


def test_an_entry_that_is_no_decision_is_named() -> None:
    odd = sealed(HEADER, [*PIECES, (50, {"lever": "magic"})], until=400, state="ended", digest="d")
    with pytest.raises(DigestError, match=r"entry 6 .*no decision"):
        odd.log()


def test_another_case_engine_or_population_is_named() -> None:
    form = tea(1000)
    run = form.start(3)
    run.step([video()])
    transcript = seal_run(run, header_of(run, "tea-launch", 1000))
    assert transcript.state == "running"
    check_chain(transcript, count=1)
    check_form(transcript, form.scenario, form.audience.digest)
    for field, name in (
        ("case", "case version"), ("case_hash", "text of the case"), ("engine", "engine"), ("population", "population"),
    ):  # fmt: skip
        header = transcript.header.model_copy(update={field: "other"})
        with pytest.raises(DigestError, match=f"another {name}"):
            check_form(transcript.model_copy(update={"header": header}), form.scenario, form.audience.digest)


def test_a_commitment_opens_to_its_own_seeds_alone() -> None:
    held = opening("tea-launch@2", "a1", Seeds(world=1, chance=2**100 + 3), bytes(range(32)))
    promise = commitment(held)
    assert opens(promise, held)
    for other in ({"chance": "4"}, {"world": "2"}, {"attempt": "a2"}, {"salt": "00" * 32}, {"form": "x@1"}):
        assert not opens(promise, held.model_copy(update=other))


def test_a_short_salt_hides_nothing_and_is_refused() -> None:
    with pytest.raises(RandomnessError):
        opening("tea-launch@2", "a1", Seeds(world=1, chance=2), b"short")
