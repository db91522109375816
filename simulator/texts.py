"""A text in both languages of the product."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class Text(BaseModel):
    """A sentence in Chinese and English.

    Examples
    --------
    >>> Text(zh="播放", en="views").of("en")
    'views'
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    zh: str = Field(min_length=1, max_length=8000)
    en: str = Field(min_length=1, max_length=12000)

    def of(self, language: str) -> str:
        """Return the text in ``"zh"`` or ``"en"`` (anything else reads as Chinese)."""
        return self.en if language == "en" else self.zh
