"""One file for each experiment; every module here with ``EXPERIMENTS`` (a tuple) is found by itself."""
