"""One file per channel: how its audience meets, reads and answers content."""
