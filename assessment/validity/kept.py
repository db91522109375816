"""The last full study, kept with how it was made, so that everybody can read and repeat it."""

from __future__ import annotations

import hashlib
import json
from importlib.resources import files
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from assessment.validity.results import Study
from simulator.errors import DigestError, ScenarioError

FILE = Path(str(files("assessment"))) / "validity" / "last_study.json"


class KeptStudy(BaseModel):
    """A study with the command, commit and date of its making.

    Parameters
    ----------
    hash : str
        SHA-256 of everything else.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    command: str
    commit: str
    date: str
    study: Study
    hash: str

    def plain(self) -> dict[str, Any]:
        """Return the results with how they were made, on one level."""
        made = {"command": self.command, "commit": self.commit, "date": self.date, "hash": self.hash}
        return self.study.model_dump(mode="json") | made


def sealed(study: Study, *, command: str, commit: str, date: str) -> KeptStudy:
    """Return a study as it is kept."""
    kept = KeptStudy(command=command, commit=commit, date=date, study=study, hash="")
    return kept.model_copy(update={"hash": _hash(kept)})


def _hash(kept: KeptStudy) -> str:
    text = json.dumps(kept.model_dump(mode="json", exclude={"hash"}), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def keep_study(kept: KeptStudy, file: Path = FILE) -> Path:
    """Write a study as the last one."""
    text = json.dumps(kept.model_dump(mode="json"), ensure_ascii=False, sort_keys=True)
    file.write_text(text + "\n", encoding="utf-8")
    return file


def last_study(file: Path = FILE) -> KeptStudy:
    """Return the last full study.

    Raises
    ------
    ScenarioError
        If none was kept.
    DigestError
        If the file is not what was sealed.
    """
    if not file.exists():
        raise ScenarioError("no study was kept yet: run 'quanmei validate --keep'")
    try:
        kept = KeptStudy.model_validate_json(file.read_text(encoding="utf-8"))
    except ValueError:
        raise DigestError(f"{file.name} cannot be read: run 'quanmei validate --keep'") from None
    if kept.hash != _hash(kept):
        raise DigestError(f"{file.name} is not what was sealed: run 'quanmei validate --keep'")
    return kept
