"""Cases from YAML files: found by name, read strictly, refused with the place of the mistake.

A new case is one file in this folder (or anywhere, given by its path). Editors check it against
``scenario.schema.json``, which is generated from the models.
"""

from __future__ import annotations

import difflib
import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from scenarios.safe_yaml import FileKind, read_file
from simulator.errors import ScenarioError, UnknownNameError
from simulator.events import check_events, event_kinds
from simulator.scenario import Scenario

FOLDER = Path(__file__).parent
SCHEMA_FILE = FOLDER / "scenario.schema.json"
SCENARIO = FileKind(noun="scenario", error=ScenarioError)
SUFFIXES = (".yaml", ".yml")
MOST_LINES = 20


def case_names() -> tuple[str, ...]:
    """Return the names of the cases that come with the sandbox, sorted."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.yaml")))


def load_case(name_or_path: str | Path) -> Scenario:
    """Return a case by name (``"tea-launch"``) or from a file.

    Raises
    ------
    UnknownNameError
        If there is no case of this name; the nearest is suggested.
    ScenarioError
        If the file is malformed or contradicts itself: file, place, what is allowed.

    Examples
    --------
    >>> load_case("tea-launch").versioned
    'tea-launch@2'
    """
    path = case_path(name_or_path)
    where = shown_name(path)
    return build_case(read_file(path, where, SCENARIO), where)


def case_path(name_or_path: str | Path) -> Path:
    """Return the file of a case given by name or path."""
    path = Path(name_or_path)
    if path.suffix in SUFFIXES or len(path.parts) > 1:
        return path
    if str(name_or_path) not in case_names():
        raise UnknownNameError("case", name_or_path, case_names())
    return FOLDER / f"{name_or_path}.yaml"


def shown_name(path: Path) -> str:
    """Return how a file is called in messages: our own folders without what is machine's."""
    return f"scenarios/{path.relative_to(FOLDER).as_posix()}" if path.is_relative_to(FOLDER) else str(path)


def build_case(raw: object, where: str) -> Scenario:
    """Return the case that plain data describes; ``where`` names it in messages.

    Raises
    ------
    ScenarioError
        With one line for each mistake.
    """
    if not isinstance(raw, dict):
        raise SCENARIO.refuse(where, [f"a case is a mapping of fields; this is a {type(raw).__name__}"])
    try:
        case = Scenario.model_validate(raw)
        check_events(case)
    except ValidationError as problem:
        raise SCENARIO.refuse(where, error_lines(problem, raw, Scenario)) from None
    except ScenarioError as problem:
        raise SCENARIO.refuse(where, [str(problem)]) from None
    return case


# ---- messages -------------------------------------------------------------------------------


def error_lines(problem: ValidationError, raw: object, model: type[BaseModel]) -> list[str]:
    """Return one line for each mistake: ``place: what is wrong``, things called by their keys."""
    names = _field_names(model)
    lines = [_line(error, raw, names) for error in problem.errors(include_url=False)]
    more = len(lines) - MOST_LINES
    return lines[:MOST_LINES] + ([f"... and {more} more"] if more > 0 else [])


def _line(error: Any, raw: object, names: set[str]) -> str:
    place = _place(error["loc"], raw)
    message = str(error["msg"]).removeprefix("Value error, ")
    if error["type"] == "extra_forbidden":
        near = difflib.get_close_matches(str(error["loc"][-1]), names, n=1)
        message = "unknown field" + (f". Did you mean {near[0]!r}?" if near else "")
    return f"{place}: {message}" if place else message


def _place(loc: tuple[int | str, ...], raw: object) -> str:
    """Return a place as a person writes it: ``events.cut-price.strength``, not ``events.0.strength``."""
    parts: list[str] = []
    for step in loc:
        inner = _inside(raw, step)
        named = isinstance(step, int) and isinstance(inner, dict) and isinstance(inner.get("key"), str)
        parts.append(inner["key"] if named and isinstance(inner, dict) else str(step))
        raw = inner
    return ".".join(parts)


def _inside(raw: object, step: int | str) -> object:
    if isinstance(raw, dict):
        return raw.get(step)
    if isinstance(raw, list) and isinstance(step, int) and step < len(raw):
        return raw[step]
    return None


def _field_names(model: type[BaseModel]) -> set[str]:
    schema = model.model_json_schema()
    parts = [schema, *schema.get("$defs", {}).values()]
    return {name for part in parts for name in part.get("properties", {})}


# ---- the schema -----------------------------------------------------------------------------


def case_schema() -> dict[str, Any]:
    """Return the JSON schema of a case file, the options of each event kind included."""
    schema = Scenario.model_json_schema(mode="validation")
    definitions = schema["$defs"]
    event = definitions["EventSpec"]
    kinds = event_kinds()
    event["properties"]["kind"] = {"title": "Kind", "enum": list(kinds)}
    event["allOf"] = []
    for name, kind in kinds.items():
        options = kind.options.model_json_schema(mode="validation")
        definitions[f"{name}_options"] = {key: value for key, value in options.items() if key != "$defs"}
        then: dict[str, Any] = {"properties": {"options": {"$ref": f"#/$defs/{name}_options"}}}
        if options.get("required"):
            then["required"] = ["options"]
        event["allOf"].append({"if": {"properties": {"kind": {"const": name}}}, "then": then})
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": "Quanmei case"}


def schema_text() -> str:
    """Return the schema as it is stored beside the cases."""
    return json.dumps(case_schema(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def write_schema() -> Path:
    """Write the generated schema beside the cases; return its path."""
    SCHEMA_FILE.write_text(schema_text(), encoding="utf-8", newline="\n")
    return SCHEMA_FILE
