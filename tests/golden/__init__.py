"""Golden digests: the same run gives the same counts on every machine."""
