"""A promise about the seeds that a candidate can hold: made before the sitting, opened when the form retires.

The hash tells nothing about the seeds, since it is salted; and seeds other than those promised
cannot be opened to the same hash. So nobody can choose the luck of a sitting after it.
"""

from __future__ import annotations

import hashlib
import hmac
import json

from pydantic import BaseModel, ConfigDict

from simulator.errors import RandomnessError
from simulator.randomness import Seeds

SALT_BYTES = 32
"""Length of a salt: as long as the hash, so that it cannot be searched for."""


class Opening(BaseModel):
    """What opens a commitment.

    Parameters
    ----------
    form : str
        ``id@version`` of the case.
    world, chance : str
        The seeds, as texts.
    salt : str
        Hexadecimal, of `SALT_BYTES`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    form: str
    attempt: str
    world: str
    chance: str
    salt: str


def opening(form: str, attempt: str, seeds: Seeds, salt: bytes) -> Opening:
    """Return what will open the commitment; keep it secret until then.

    Parameters
    ----------
    salt : bytes
        Fresh random bytes (`secrets.token_bytes`), never used twice.

    Raises
    ------
    RandomnessError
        If the salt is too short to hide anything.
    """
    if len(salt) < SALT_BYTES:
        raise RandomnessError(f"a salt has {SALT_BYTES} bytes; got {len(salt)}")
    return Opening(
        form=form, attempt=attempt, world=str(seeds.world), chance=str(seeds.chance), salt=salt.hex()
    )


def commitment(opened: Opening) -> str:
    """Return the hash that the candidate is given before the sitting.

    Examples
    --------
    >>> from simulator.randomness import Seeds
    >>> held = opening("tea-launch@2", "a1", Seeds(world=1, chance=7), bytes(32))
    >>> len(commitment(held)), opens(commitment(held), held)
    (64, True)
    """
    text = json.dumps(opened.model_dump(), sort_keys=True)
    return hashlib.sha256(b"quanmei seeds\0" + text.encode()).hexdigest()


def opens(held: str, opened: Opening) -> bool:
    """Tell whether an opening is what was promised."""
    return hmac.compare_digest(held.encode(), commitment(opened).encode())
