"""A process that appends events from four threads and says which were acknowledged.

It uses the same way to the disk as `Classroom.submit_decision`, without what that needs to start.
"""

import sys
import threading

import sqlalchemy as sa

from store import event_log
from store.database import Store
from store.group_commit import GroupCommit


def submit(writer: GroupCommit, run: str, name: str, lock: threading.Lock) -> None:
    number = 0
    while True:
        number += 1
        key = f"{name}-{number}"

        def work(connection: sa.Connection, key: str = key) -> int:
            body = {"decision": {"lever": "remind", "key": key}, "features": None}
            return event_log.append(connection, run, "decision", body, key=key, now_ms=1).seq

        seq = writer.run(work)
        with lock:  # whole lines only
            sys.stdout.write(f"{seq} {key}\n")
            sys.stdout.flush()


def main() -> None:
    url, run, name = sys.argv[1:]
    writer, lock = GroupCommit(Store(url)), threading.Lock()
    threads = [threading.Thread(target=submit, args=(writer, run, f"{name}-{n}", lock)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


if __name__ == "__main__":
    main()
