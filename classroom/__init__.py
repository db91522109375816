"""People and sittings: live runs, who may see them, and the processes that carry them.

`classroom.runs.Classroom` is what the pages use, `classroom.host` advances every live run in a
process of its own, `classroom.supervisor` starts both. Only this package writes the store.
"""
