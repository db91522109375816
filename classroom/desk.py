"""What the parts of the classroom share that keep one kind of thing: where they read, and through whom they write."""

from __future__ import annotations

from store.database import Store
from store.group_commit import GroupCommit


class Desk:
    """Keeps one kind of thing of the runs of one store.

    Parameters
    ----------
    store : Store
        For reading, at once.
    writer : GroupCommit
        For writing: one queue for the whole process, so that commits are shared.
    """

    def __init__(self, store: Store, writer: GroupCommit) -> None:
        self._store, self._writer = store, writer
