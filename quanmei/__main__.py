"""``python -m quanmei``."""

import sys

from quanmei.cli import main

sys.exit(main())
