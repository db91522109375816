"""The people of a form as files: written once, checked by SHA-256, memory-mapped by every run.

A folder holds raw ``.npy`` files and ``manifest.json`` with their hashes. It is filled under
another name and renamed, so nobody ever sees half an audience; of two processes that build the
same form at once the slower one takes what the faster one has made.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import uuid
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import platformdirs
from numpy.typing import NDArray

from simulator.errors import AudienceError
from simulator.people import APP, Audience, Graph

MANIFEST = "manifest.json"

_ARRAYS = (
    "rows",
    "friends_indptr",
    "friends_indices",
    "followers_indptr",
    "followers_indices",
    "community",
    "rhythms",
    "slots",
)
_LOOKED_AT = frozenset({"rows"})
"""Arrays that are looked at for everybody all the time, in no order."""


def audience_home() -> Path:
    """Return the folder that keeps audiences: ``QUANMEI_HOME`` or the user's cache."""
    home = os.environ.get("QUANMEI_HOME")
    root = Path(home) if home else Path(platformdirs.user_cache_dir("quanmei"))
    return root / "audiences"


def digest_of(arrays: Mapping[str, NDArray[Any]], apps: tuple[str, ...]) -> str:
    """Return the SHA-256 over all arrays (names, types, shapes, little-endian bytes) and apps."""
    total = hashlib.sha256(json.dumps(apps).encode())
    for name in _ARRAYS:
        array = arrays[name]
        plain = np.ascontiguousarray(array.astype(array.dtype.newbyteorder("<"), copy=False))
        total.update(f"{name}:{plain.dtype.str}:{plain.shape}:".encode())
        total.update(plain.reshape(-1).view(np.uint8).data)
    return total.hexdigest()


def arrays_of(audience: Audience) -> dict[str, NDArray[Any]]:
    """Return the arrays of an audience by their file names."""
    return {
        "rows": audience.rows,
        "friends_indptr": audience.friends.indptr,
        "friends_indices": audience.friends.indices,
        "followers_indptr": audience.followers.indptr,
        "followers_indices": audience.followers.indices,
        "community": audience.community,
        "rhythms": audience.rhythms,
        "slots": audience.slots,
    }


def audience_from(arrays: Mapping[str, NDArray[Any]], apps: tuple[str, ...], digest: str) -> Audience:
    """Return the audience these arrays hold."""
    return Audience(
        rows=arrays["rows"],
        friends=Graph(indptr=arrays["friends_indptr"], indices=arrays["friends_indices"]),
        followers=Graph(indptr=arrays["followers_indptr"], indices=arrays["followers_indices"]),
        community=arrays["community"],
        app_columns={app: APP + position for position, app in enumerate(apps)},
        rhythms=arrays["rhythms"],
        slots=arrays["slots"],
        digest=digest,
    )


def write_audience(audience: Audience, folder: Path) -> None:
    """Write an audience so that the folder appears whole or not at all.

    Parameters
    ----------
    audience : Audience
    folder : Path
        Left as it is if another process has written it meanwhile.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    partial = folder.parent / f".{folder.name}.{uuid.uuid4().hex}"
    partial.mkdir()
    try:
        _fill(partial, audience)
        with contextlib.suppress(OSError):  # somebody else was faster; theirs is the same
            partial.rename(folder)
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _fill(folder: Path, audience: Audience) -> None:
    hashes: dict[str, str] = {}
    for name, array in arrays_of(audience).items():
        path = folder / f"{name}.npy"
        np.save(path, array, allow_pickle=False)
        hashes[path.name] = _sha256(path)
    manifest = {"apps": list(audience.app_columns), "digest": audience.digest, "sha256": hashes}
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1), encoding="utf-8")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read_audience(folder: Path) -> Audience:
    """Return the audience of a folder, read-only; all but the rows of its people are memory-mapped.

    Raises
    ------
    AudienceError
        If a file is missing or is not what was written.
    """
    manifest = _read_manifest(folder)
    arrays = {path.stem: _array(path) for path in _checked_files(folder, manifest["sha256"])}
    return audience_from(arrays, tuple(manifest["apps"]), str(manifest["digest"]))


def _read_manifest(folder: Path) -> dict[str, Any]:
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise AudienceError(f"{folder}: {MANIFEST} cannot be read ({error}); build it again") from error
    if not isinstance(manifest, dict) or set(manifest) != {"apps", "digest", "sha256"}:
        raise AudienceError(f"{folder}: {MANIFEST} is not one of ours; build it again")
    if not isinstance(manifest["sha256"], dict) or set(manifest["sha256"]) != {
        f"{name}.npy" for name in _ARRAYS
    }:
        raise AudienceError(f"{folder}: {MANIFEST} names other files than {list(_ARRAYS)}")
    return manifest


def _checked_files(folder: Path, hashes: Mapping[str, str]) -> Iterator[Path]:
    for name, expected in hashes.items():
        path = folder / name
        if not path.is_file() or _sha256(path) != expected:
            raise AudienceError(f"{path} is missing or damaged; build the audience again")
        yield path


def _array(path: Path) -> NDArray[Any]:
    """Return an array of a file: mapped, or read where it is in `_LOOKED_AT`.

    A row a person is little memory, and memory of our own comes in large pages where the system has
    them: who is looked at in no order is found there a quarter sooner than in a mapped file.
    """
    try:
        return np.load(path, mmap_mode=None if path.stem in _LOOKED_AT else "r", allow_pickle=False)
    except ValueError as error:
        raise AudienceError(f"{path} is not an array file ({error})") from error


def read_or_build(folder: Path, build: Callable[[], Audience]) -> Audience:
    """Return the audience of a folder; build and write it when missing or damaged.

    Parameters
    ----------
    folder : Path
    build : callable
        Makes the audience; called only when needed.

    Raises
    ------
    AudienceError
        If the folder cannot be written.
    """
    try:
        return read_audience(folder)
    except AudienceError:
        made = build()
    try:
        _set_aside_damaged(folder)
        write_audience(made, folder)
    except OSError as error:
        message = f"{folder} cannot be written ({error}); set QUANMEI_HOME to a folder of your own"
        raise AudienceError(message) from error
    return read_audience(folder)


def _set_aside_damaged(folder: Path) -> None:
    if not folder.exists():
        return
    try:
        read_audience(folder)  # another process may have put it right meanwhile
    except AudienceError:
        aside = folder.parent / f".{folder.name}.damaged.{uuid.uuid4().hex}"
        with contextlib.suppress(FileNotFoundError):
            folder.rename(aside)
        shutil.rmtree(aside, ignore_errors=True)
