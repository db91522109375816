"""Tables and the append-only log of every decision."""
