"""The criteria of a mark, one file each; a file in this folder is found by itself."""

from assessment.criteria.criterion import (
    TASKS,
    Criterion,
    Finding,
    Task,
    criteria,
    criterion,
    register_criterion,
)

__all__ = ["TASKS", "Criterion", "Finding", "Task", "criteria", "criterion", "register_criterion"]
