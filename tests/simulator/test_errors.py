"""Messages say what, where and what is allowed, in both languages."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from simulator.errors import KINDS, UnknownNameError

TOP = Path(__file__).parents[2]
PRODUCT = (
    "simulator",
    "channels",
    "audience_models",
    "scenarios",
    "assessment",
    "store",
    "classroom",
    "dashboards",
    "quanmei",
)
KIND_AT = {"UnknownNameError": 0, "require_known": 0, "need": 2}
"""Functions that look for a name, and which argument says of what."""


def _kinds(tree: ast.AST) -> Iterator[str]:
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in KIND_AT:
            kind = call.args[KIND_AT[call.func.id]]
            if isinstance(kind, ast.Constant):
                yield str(kind.value)


def test_whatever_is_looked_for_by_name_has_a_chinese_name() -> None:
    files = [path for package in PRODUCT for path in (TOP / package).rglob("*.py")]
    asked = {kind for path in files for kind in _kinds(ast.parse(path.read_text(encoding="utf-8")))}
    assert {"product", "survey group", "rival", "run"} <= asked
    assert asked == set(KINDS)


@pytest.mark.parametrize(
    ("known", "said"),
    [
        (
            ["jelly"],
            "没有名为 'jely' 的商品，是不是 'jelly'？ / no product named 'jely'. Did you mean 'jelly'?",
        ),
        (
            ["tea", "cake"],
            "没有名为 'jely' 的商品，可用：cake、tea / no product named 'jely'. Known: cake, tea",
        ),
        ([], "没有名为 'jely' 的商品 / no product named 'jely'"),
    ],
)
def test_an_unknown_name_is_answered_in_both_languages(known: list[str], said: str) -> None:
    assert str(UnknownNameError("product", "jely", known)) == said
