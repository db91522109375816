"""Score, criteria, reference policies and the decision ledger."""
