"""People and sittings: accounts, classes, live runs, exams and papers."""
