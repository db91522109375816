"""Read Chinese text: topics, style, tone, rumours and the advertising rules, as integers."""

from audience_models.reading.read import MAX_COPY, MAX_TITLE, check_lengths, model_hash, read_text
from audience_models.reading.rules import CARD_INTRO, GRADE_NAMES, SPECIAL_RULES, CardEntry, rules_card

__all__ = [
    "CARD_INTRO",
    "GRADE_NAMES",
    "MAX_COPY",
    "MAX_TITLE",
    "SPECIAL_RULES",
    "CardEntry",
    "check_lengths",
    "model_hash",
    "read_text",
    "rules_card",
]
