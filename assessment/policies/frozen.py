"""The hash under which the reference policies are frozen before anybody is marked by them.

It goes over the sources of the reference policies, of everything in this folder that they import,
and over their tuned numbers. Anchors carry it, and reports print it: whoever changes a reference
policy has to make the anchors anew. The one-thing policies are not references and not in it.
"""

from __future__ import annotations

import ast
import hashlib
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent
PACKAGE = "assessment.policies"
REFERENCES = (
    "do_nothing",
    "at_random",
    "novice",
    "competent",
    "expert_content",
    "expert_delivery",
    "expert_relations",
)
"""Files of do-nothing, random, novice, competent, and the three experts; what they import is frozen with them."""
NUMBERS = "tuned.json"


@cache
def policies_hash(*, numbers: bool = True) -> str:
    """Return the SHA-256 over sources (and tuned numbers) of the reference policies, whatever the line ends."""
    seal = hashlib.sha256()
    for name in (*(f"{module}.py" for module in frozen_modules()), *((NUMBERS,) if numbers else ())):
        text = (FOLDER / name).read_text(encoding="utf-8")
        seal.update(f"{name}\0{text}\0".encode())
    return seal.hexdigest()


def frozen_modules() -> tuple[str, ...]:
    """Return the modules of this folder that make up the reference policies, in alphabetical order."""
    found: set[str] = set()
    waiting = list(REFERENCES)
    while waiting:
        module = waiting.pop()
        if module not in found:
            found.add(module)
            waiting += _imports(module)
    return tuple(sorted(found))


def _imports(module: str) -> list[str]:
    tree = ast.parse((FOLDER / f"{module}.py").read_text(encoding="utf-8"))
    nodes = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    names: list[str] = []
    for node in nodes:
        if node.module == PACKAGE:
            names += [alias.name for alias in node.names]
        elif node.module and node.module.startswith(PACKAGE + "."):
            names.append(node.module.removeprefix(PACKAGE + "."))
    return [name for name in names if (FOLDER / f"{name}.py").exists()]
