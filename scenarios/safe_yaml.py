"""Reading YAML that anybody may have written: plain data only, nothing that can surprise.

Aliases and anchors (which can blow up memory), tags, merge keys, duplicate keys, several documents,
deep nesting, large files, dates and numbers that are not finite are refused, with their place.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from simulator.errors import PlanError, ScenarioError

SIZE_LIMIT = 1_000_000
"""Bytes a case or plan file may have."""
DEPTH_LIMIT = 24
WHOLE_LIMIT = 2**53
"""Largest whole number that every reader of JSON and YAML keeps exactly."""


@dataclass(frozen=True, kw_only=True)
class FileKind:
    """What is being read, for the messages.

    Parameters
    ----------
    noun : str
        "scenario" or "plan".
    error : type
        The error that is raised.
    """

    noun: str
    error: type[ScenarioError | PlanError]

    def refuse(self, where: str, lines: list[str]) -> ScenarioError | PlanError:
        """Return the error of a file: its name, then one line for each problem."""
        return self.error(f"{where} is not a {self.noun}:\n" + "\n".join(f"  {line}" for line in lines))


class _NotPlainError(ValueError):
    """A text uses more of YAML than plain data."""


def read_file(path: Path, where: str, kind: FileKind) -> Any:
    """Return the plain data of a file.

    Raises
    ------
    ScenarioError or PlanError
        If it cannot be read, is too large, or is more than plain data.
    """
    try:
        with path.open("rb") as file:
            data = file.read(SIZE_LIMIT + 1)
    except OSError as problem:
        raise kind.refuse(where, [f"cannot be read: {problem.strerror or problem}"]) from None
    if len(data) > SIZE_LIMIT:
        raise kind.refuse(where, [f"larger than {SIZE_LIMIT:,} bytes, the most that is read"])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise kind.refuse(where, [f"byte {problem.start} is not UTF-8; save the file as UTF-8"]) from None
    return read_text(text, where, kind)


def read_text(text: str, where: str, kind: FileKind) -> Any:
    """Return the plain data of a YAML text; see `read_file`."""
    try:
        _check_events(text)
        value = yaml.safe_load(text)
        for path, leaf in _leaves(value, ""):
            _check_leaf(path, leaf)
    except yaml.YAMLError as problem:
        raise kind.refuse(where, [_yaml_message(problem)]) from None
    except ValueError as problem:
        raise kind.refuse(where, [str(problem)[:400]]) from None
    return value


def _yaml_message(problem: yaml.YAMLError) -> str:
    mark = getattr(problem, "problem_mark", None)
    what = getattr(problem, "problem", None) or str(problem).split("\n", maxsplit=1)[0]
    return f"line {mark.line + 1}, column {mark.column + 1}: {what}" if mark is not None else str(what)


# ---- the form of the text, before anything is built from it -------------------------------------


@dataclass(kw_only=True)
class _Level:
    """One mapping or list that is open at a point of the text."""

    mapping: bool
    keys: set[str] = field(default_factory=set)
    at_key: bool = True


def _check_events(text: str) -> None:
    """Refuse what goes beyond plain data while nothing has been built yet."""
    levels: list[_Level] = []
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        line = event.start_mark.line + 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) is not None:
            raise _NotPlainError(f"line {line}: anchors and aliases (& and *) are not allowed; write it out")
        if getattr(event, "tag", None) is not None:
            raise _NotPlainError(f"line {line}: tags (!) are not allowed; write plain values")
        if isinstance(event, yaml.CollectionEndEvent):
            levels.pop()
        elif isinstance(event, yaml.CollectionStartEvent):
            _take_place(levels, None, line)
            levels.append(_Level(mapping=isinstance(event, yaml.MappingStartEvent)))
            if len(levels) > DEPTH_LIMIT:
                raise _NotPlainError(f"line {line}: nested deeper than {DEPTH_LIMIT} levels")
        elif isinstance(event, yaml.ScalarEvent):
            _take_place(levels, event.value, line)


def _take_place(levels: list[_Level], name: str | None, line: int) -> None:
    """Let a value or key take its place in the mapping that is open; refuse a key that stands twice."""
    if not levels or not levels[-1].mapping:
        return
    level = levels[-1]
    if level.at_key:
        if name is None:
            raise _NotPlainError(f"line {line}: a key is a plain name")
        if name == "<<":
            raise _NotPlainError(f"line {line}: merge keys (<<) are not allowed; write it out")
        if name in level.keys:
            raise _NotPlainError(f"line {line}: {name[:60]!r} stands twice in the same place")
        level.keys.add(name)
    level.at_key = not level.at_key


# ---- the values -----------------------------------------------------------------------------


def _leaves(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if not isinstance(key, str):
                raise _NotPlainError(f"{path or 'top'}: the key {key!r} is no text; put it in quotes")
            yield from _leaves(inner, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _leaves(inner, f"{path}[{index}]")
    else:
        yield path, value


def _check_leaf(path: str, leaf: Any) -> None:
    if isinstance(leaf, float) and not math.isfinite(leaf):
        raise _NotPlainError(f"{path}: {leaf} is no number that can be used")
    if isinstance(leaf, int) and abs(leaf) > WHOLE_LIMIT:
        raise _NotPlainError(f"{path}: the number is too large; at most 2**53")
    if leaf is not None and not isinstance(leaf, str | int | float | bool):
        raise _NotPlainError(f"{path}: a {type(leaf).__name__} is not allowed; put it in quotes")
