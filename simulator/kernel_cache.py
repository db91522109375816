"""Where compiled kernels are kept: a folder named by the sources they were compiled from.

Numba freezes constants that a kernel takes from other modules, but its cache looks at the kernel's
own file only; after a change of a parameter table an old kernel would go on with old columns. So
the folder's name is a hash over all our sources, and a changed source means a new folder.
"""

from __future__ import annotations

import hashlib
import os
import sys

PACKAGES = ("simulator", "channels", "audience_models")


def sources_hash(packages: tuple[str, ...] = PACKAGES) -> str:
    """Return the SHA-256 over the sources of packages (those that hold kernels if none are named)."""
    top = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    seal = hashlib.sha256()
    for package in packages:
        for folder, folders, files in os.walk(os.path.join(top, package)):
            folders.sort()
            for name in sorted(files):
                if name.endswith(".py"):
                    with open(os.path.join(folder, name), "rb") as source:
                        seal.update(name.encode() + b"\0" + source.read())
    return seal.hexdigest()


def cache_home() -> str:
    """Return the user's cache folder of this system (``QUANMEI_HOME`` wins)."""
    if os.environ.get("QUANMEI_HOME"):
        return os.environ["QUANMEI_HOME"]
    home = os.path.expanduser("~")
    if sys.platform == "win32":
        return os.path.join(os.environ.get("LOCALAPPDATA", home), "quanmei")
    if sys.platform == "darwin":
        return os.path.join(home, "Library", "Caches", "quanmei")
    return os.path.join(os.environ.get("XDG_CACHE_HOME", os.path.join(home, ".cache")), "quanmei")


def kernel_folder() -> str:
    """Return the folder of the kernels of these sources (``NUMBA_CACHE_DIR`` wins)."""
    named = os.environ.get("NUMBA_CACHE_DIR")
    return named or os.path.join(cache_home(), "kernels", sources_hash()[:16])


def use_kernel_cache() -> None:
    """Point Numba at the folder of these sources."""
    import numba  # noqa: PLC0415 - takes a second, and whoever asks for a hash of the sources needs none

    numba.config.CACHE_DIR = kernel_folder()  # type: ignore[attr-defined]
