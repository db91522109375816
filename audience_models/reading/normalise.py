"""Make a text comparable without losing where each character came from.

Authors who want to slip a word past a filter write 最·好, 最<zero width>好, Ｎｏ.1 or 國家級. The
matching works on a form in which these look like 最好, no.1 and 国家级, and every hit is pointed
out in the text as it was written.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

# Traditional and look-alike characters in words of the rules (assumed: what operators try).
VARIANTS: dict[int, int] = str.maketrans(
    "朂蕞國級極頂價網療癒證賺穩無獨憂險絕對壓鋪銷權質癥總壹苐罰藥強體減轉運財開買贈獎禮專",
    "最最国级极顶价网疗愈证赚稳无独忧险绝对压铺销权质症总一第罚药强体减转运财开买赠奖礼专",
)
_HAN = r"[\u3400-\u4dbf\u4e00-\u9fff]"
# What may be pushed between two characters of a word to hide it. Sentence marks and # stay.
_MARKS = r"[ ·・•‧∙.*_\-–—~^|`'\"+=/\\\u2600-\u27bf\U0001f000-\U0001faff]{1,3}"
# Blanks between Chinese and digits or letters are mere typography ("9.9 元").
_JOINER = re.compile(rf"(?<={_HAN}){_MARKS}(?={_HAN})|(?<={_HAN}) +(?=[a-z0-9])|(?<=[a-z0-9]) +(?={_HAN})")
SENTENCE_END = re.compile(r"[。!?;\n]+|\.{2,}")
_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Mn", "Me"}


class Marked(NamedTuple):
    """A comparable form of a text and, for each of its characters, the place in the original."""

    text: str
    places: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the span of the original that a span of the comparable form came from."""
        if start >= end:
            return (self.places[start], self.places[start]) if start < len(self.places) else (0, 0)
        return self.places[start], self.places[end - 1] + 1


def visible(text: str) -> Marked:
    r"""Return the text in compatibility form, lower case, without invisible characters.

    Zero-width, control, bidirectional and combining marks go; every line break becomes ``\n`` and
    every blank a plain one; full-width letters, digits and marks become plain ones.

    Examples
    --------
    >>> visible("最\u200b好ＮＯ.1").text
    '最好no.1'
    """
    characters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        for plain in _plain(character):
            characters.append(plain)
            places.append(place)
    return Marked("".join(characters), tuple(places))


@lru_cache(maxsize=16_384)
def _plain(character: str) -> str:
    if character in "\n\u2028\u2029":
        return "\n"
    if character.isspace():
        return " "
    folded = unicodedata.normalize("NFKC", character).casefold()
    return "".join(part for part in folded if unicodedata.category(part) not in _INVISIBLE)


def tight(marked: Marked) -> Marked:
    """Return the form the rules are matched on: variants unified, hiding marks inside words removed.

    Examples
    --------
    >>> tight(visible("國·家·級")).text
    '国家级'
    """
    text = marked.text.translate(VARIANTS)
    hidden = {place for found in _JOINER.finditer(text) for place in range(*found.span())}
    kept = [place for place in range(len(text)) if place not in hidden]
    return Marked("".join(text[place] for place in kept), tuple(marked.places[place] for place in kept))


def letters(text: str) -> str:
    """Return only letters, digits and Chinese characters: what a reader reads."""
    return "".join(character for character in text if character.isalnum())


def sentences(text: str) -> list[str]:
    """Split a comparable text into its sentences."""
    return [part for part in SENTENCE_END.split(text) if part.strip()]
