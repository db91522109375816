"""Read a text once, when a decision is accepted, and keep what was read as integers."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from functools import cache

from audience_models.reading.adlaw import ad_findings, ad_mark_missing, ai_label_missing
from audience_models.reading.excuses import EXCUSES
from audience_models.reading.model import readable_length, shipped
from audience_models.reading.normalise import visible
from audience_models.reading.originality import originality
from audience_models.reading.rules import RULES
from audience_models.reading.rumor import rumor_restated
from audience_models.reading.style import call_to_action, clickbait, effort, hook, info_points
from audience_models.reading.tone import sentiment
from simulator.errors import TextError
from simulator.reading import TextFeatures
from simulator.topics import topic_row, topic_vector

MAX_TITLE = 120  # characters; the longest title any of the platforms takes is shorter (assumed)
MAX_COPY = 20_000  # WeChat's limit for the body of an article
CLEAR_SHARE = 16  # a topic with a quarter of a text is what the text is about (assumed)

Pillar = str | Mapping[str, int]


def read_text(
    title: str,
    copy: str = "",
    *,
    pillar: Pillar | None = None,
    claims: Sequence[str] = (),
    earlier: Sequence[str] = (),
    is_ad: bool = False,
    has_product: bool = False,
    ai_generated: bool = False,
    labels: Collection[str] = (),
) -> TextFeatures:
    """Read a title and its copy as an editor, a reviewer and a hurried reader would.

    Parameters
    ----------
    title : str
        At most 120 characters.
    copy : str
        At most 20,000 characters.
    pillar : str or mapping of str to int, optional
        The declared line of content: a topic key, or weights by topic key.
    claims : sequence of str
        What the case's rumours say.
    earlier : sequence of str
        Texts this trainee has published, each as title and copy in one string.
    is_ad : bool
        Whether it is published as an advertisement (paid, or declared).
    has_product : bool
        Whether a product hangs on it; its words are then judged as commercial.
    ai_generated : bool
        Whether AI made it.
    labels : collection of str
        Marks set on the platform, such as ``"ad"`` and ``"ai"``.

    Returns
    -------
    TextFeatures
        Whole numbers, to be stored with the decision.

    Raises
    ------
    TextError
        If the title or the copy is too long.
    UnknownNameError
        If the pillar names a topic that does not exist.

    Examples
    --------
    >>> read_text("桂花乌龙冻今天上新，云栖六店同步开卖", pillar="food_drink").topic_match
    100
    """
    check_lengths(title, copy)
    words = pillar if pillar is None or isinstance(pillar, str) else sorted(pillar.items())
    asked = (
        title,
        copy,
        words,
        list(claims),
        list(earlier),
        is_ad,
        has_product,
        ai_generated,
        sorted(labels),
    )
    key = hashlib.sha256(repr(asked).encode("utf-8", "backslashreplace")).digest()
    found = _READ.get(key)
    if found is None:
        found = _read(
            title, copy, pillar=pillar, claims=claims, earlier=earlier, is_ad=is_ad, has_product=has_product,
            ai_generated=ai_generated, labels=labels,
        )  # fmt: skip
        if len(_READ) >= MOST_READ:
            _READ.pop(next(iter(_READ)))  # the oldest
        _READ[key] = found
    return found


MOST_READ = 8192
"""Readings of texts kept in a process, about 10 MB (assumed: a case's look-aheads read some thousand)."""
_READ: dict[bytes, TextFeatures] = {}
"""What was read, by a hash of all arguments: the texts themselves would be far larger."""


def _read(
    title: str,
    copy: str,
    *,
    pillar: Pillar | None,
    claims: Sequence[str],
    earlier: Sequence[str],
    is_ad: bool,
    has_product: bool,
    ai_generated: bool,
    labels: Collection[str],
) -> TextFeatures:
    head, body = visible(title).text, visible(copy).text
    written = f"{title}\n{copy}"
    topics = shipped().shares(written)
    return TextFeatures(
        topics=topics,
        topic_match=topic_match(topics, pillar),
        length_chars=readable_length(written),
        title_chars=readable_length(title),
        effort=effort(head, body),
        clickbait=clickbait(head, body),
        hook=hook(head, body),
        call_to_action=call_to_action(head, body),
        info_points=info_points(head, body),
        rumor_restated=rumor_restated(head, body, [visible(claim).text for claim in claims]),
        sentiment=sentiment(f"{head}\n{body}"),
        originality=originality(written, earlier),
        ad_findings=ad_findings(title, copy, commercial=is_ad or has_product),
        ai_label_missing=ai_label_missing(written, ai_generated=ai_generated, labels=labels),
        ad_mark_missing=ad_mark_missing(written, is_ad=is_ad, labels=labels),
        model_hash=model_hash(),
    )


def check_lengths(title: str, copy: str) -> None:
    """Refuse a text that is too long, naming the limit."""
    for zh, en, text, most in (("标题", "title", title, MAX_TITLE), ("正文", "copy", copy, MAX_COPY)):
        if len(text) > most:
            raise TextError(
                f"{zh}最多 {most} 字，现有 {len(text)} 字 / the {en} may have {most} characters, it has {len(text)}"
            )


def topic_match(topics: Sequence[int], pillar: Pillar | None) -> int:
    """Return how well topics fit a pillar, 0 to 100.

    Without a pillar: how clearly the text is about one thing. A pillar of several topics counts
    each by its weight relative to the heaviest.
    """
    clear = max(CLEAR_SHARE, *topics)
    if pillar is None:
        return 100 * max(topics) // clear
    if isinstance(pillar, str):
        return 100 * topics[topic_row(pillar)] // clear
    weights = topic_vector(pillar)
    heaviest = max(*weights, 1)
    fit = sum(share * weight for share, weight in zip(topics, weights, strict=True))
    return min(100, 100 * fit // (heaviest * clear))


@cache
def model_hash() -> str:
    """Return the SHA-256 over the topic model, the rules and their excuses."""
    parts = (shipped().digest, repr(RULES), repr(EXCUSES))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
