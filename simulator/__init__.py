"""A deterministic simulator of one Chinese audience seen through many channels."""

from simulator.kernel_cache import use_kernel_cache

use_kernel_cache()
