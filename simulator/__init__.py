"""The deterministic engine: nouns, clock, step, keyed randomness, metrics."""
