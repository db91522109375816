"""What the README shows works."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from quanmei.cli import make_parser

TOP = Path(__file__).parents[2]
FILES = ("README.md", "README.zh-CN.md")


@pytest.mark.parametrize("name", FILES)
def test_the_code_runs(name: str) -> None:
    """Every Python block is executed as it stands."""
    blocks = re.findall(r"```python\n(.*?)```", (TOP / name).read_text(encoding="utf-8"), flags=re.DOTALL)
    assert blocks
    for block in blocks:
        scope: dict[str, object] = {}
        exec(compile(block, name, "exec"), scope)  # noqa: S102 - our own text
        assert len(scope["by_day"]) > 0  # type: ignore[arg-type]


@pytest.mark.parametrize("name", FILES)
def test_every_command_line_is_understood(name: str) -> None:
    """Each ``quanmei`` line parses; each picture exists."""
    text = (TOP / name).read_text(encoding="utf-8")
    lines = re.findall(r"uv run quanmei (.*?)(?:  +#.*)?$", text, flags=re.MULTILINE)
    assert len(lines) >= 5
    for line in lines:
        make_parser().parse_args(line.split())
    for picture in re.findall(r"!\[.*?\]\((.*?)\)", text):
        assert (TOP / picture).exists(), picture
