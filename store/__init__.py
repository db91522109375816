"""Where runs are kept: an append-only, chained log of what was decided and what came of it.

SQL lives here and nowhere else. `store.database` opens the file, `store.tables` names the tables,
`store.event_log` is the log, the other modules read and write one kind of row each. They hold no
rules: who may do what and when is decided in `classroom`.
"""
