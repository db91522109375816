"""Does the simulated audience behave like the published record? Experiments, targets, verdicts.

`experiments/` holds one file for each experiment: a platform with many creators, run with the very
channel code and parameters of the cases. `targets` is what has been published, `check` compares,
`page` draws, `dump` writes the raw material so that anyone can compute other statistics.
"""
