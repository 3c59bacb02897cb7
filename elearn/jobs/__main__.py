"""`python -m elearn.jobs [--once]`, which `elearn jobs run` becomes: a process of its own, so that what only jobs need
is in no worker's memory."""

from __future__ import annotations

import logging
import sys

from config import Config
from elearn.jobs.rounds import run_rounds

logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s %(message)s")
run_rounds(Config.from_environment(), once="--once" in sys.argv)
