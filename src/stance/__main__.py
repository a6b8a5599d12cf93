"""``python -m stance`` is the same as ``stance``."""

import sys

from stance.cli import main

sys.exit(main())
