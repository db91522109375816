"""A run host for the small case of the tests, in a process of its own."""

import sys

from classroom.host import serve
from tests.crash.engine import make_engine

if __name__ == "__main__":
    sys.exit(serve(sys.argv[1:], make_engine()))
