"""What was read in a text, as integers: the only thing of a text that the simulator ever sees.

`audience_models.reading.read_text` makes a `TextFeatures` once, when a decision is accepted; it is
stored in the decision log, so a replay never depends on the version of a text library.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from simulator.topics import TOPICS

TOPIC_TOTAL = 64  # a topic vector shares out 64 parts, one byte each (see simulator.people)

Grade = Literal["hint", "warning", "throttle", "veto_candidate"]
# From the mildest to the gravest; a veto always waits for the examiner (field notes: 否决须考评员确认).
GRADES: tuple[Grade, ...] = ("hint", "warning", "throttle", "veto_candidate")

Percent = Annotated[int, Field(ge=0, le=100)]
Count = Annotated[int, Field(ge=0)]


class AdFinding(BaseModel):
    """One expression that the advertising rules have something to say about.

    Parameters
    ----------
    rule : str
        Key of the rule on the rules card.
    word : str
        The expression as the author wrote it.
    part : {"title", "copy"}
        Where it stands.
    span : tuple of int
        Start and end in that part, as the author wrote it.
    grade : {"hint", "warning", "throttle", "veto_candidate"}
        How grave it is here, after the context was looked at. A veto candidate is proposed to the
        examiner, never applied.
    clause : str
        The clause it falls under.
    reason_zh, reason_en : str
        Why, and what to do instead.
    excused_by : str, optional
        The context that lowered the grade; ``None`` when nothing did.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    rule: str
    word: str
    part: Literal["title", "copy"]
    span: tuple[int, int]
    grade: Grade
    clause: str
    reason_zh: str
    reason_en: str
    excused_by: str | None = None


class TextFeatures(BaseModel):
    """What a reader, an editor and a reviewer would notice in a text, in whole numbers.

    Parameters
    ----------
    topics : tuple of 24 int
        Share of each topic of `simulator.topics.TOPICS` in 64 parts; all zero when the text
        cannot be read.
    topic_match : int
        How well the text fits the declared pillar, 0 to 100; without a pillar, how clearly it is
        about one thing.
    length_chars, title_chars : int
        Readable characters of the whole text and of the title.
    effort : int
        Effort of reading, 0 to 100: sentence length, rare words, density of terms.
    clickbait : int
        How much it baits, 0 to 100.
    hook : int
        How strong title and opening are by honest means (number, question, concreteness, benefit,
        place), 0 to 100.
    call_to_action : int
        How clearly it says what to do next, 0 to 100.
    info_points : int
        Facts that can be checked: numbers with units, dates, sources, addresses.
    rumor_restated : int
        How far the title repeats a rumour before or without the fact, 0 to 100.
    sentiment : int
        Tone from -100 (bitter) to 100 (warm).
    originality : int
        Against the texts this trainee published before, 0 (a copy) to 100.
    ad_findings : tuple of AdFinding
        Findings of the advertising rules in the order of the text.
    ai_label_missing : bool
        Made with AI and not labelled so.
    ad_mark_missing : bool
        An advertisement that does not say it is one.
    model_hash : str
        SHA-256 over the topic model and the rules that read the text.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    topics: tuple[Annotated[int, Field(ge=0, le=TOPIC_TOTAL)], ...] = Field(
        min_length=len(TOPICS), max_length=len(TOPICS)
    )
    topic_match: Percent
    length_chars: Count
    title_chars: Count
    effort: Percent
    clickbait: Percent
    hook: Percent
    call_to_action: Percent
    info_points: Count
    rumor_restated: Percent
    sentiment: int = Field(ge=-100, le=100)
    originality: Percent
    ad_findings: tuple[AdFinding, ...] = ()
    ai_label_missing: bool = False
    ad_mark_missing: bool = False
    model_hash: str

    @model_validator(mode="after")
    def _topics_share_out(self) -> TextFeatures:
        if sum(self.topics) not in (0, TOPIC_TOTAL):
            raise ValueError(f"topics must sum to {TOPIC_TOTAL} or be all zero; got {sum(self.topics)}")
        return self

    @property
    def readable(self) -> bool:
        """Whether anything could be read at all."""
        return any(self.topics)

    @property
    def worst_grade(self) -> Grade | None:
        """The gravest grade among the findings; ``None`` when there is no finding."""
        found = {finding.grade for finding in self.ad_findings}
        return next((grade for grade in reversed(GRADES) if grade in found), None)
