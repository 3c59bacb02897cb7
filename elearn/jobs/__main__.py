"""`python -m elearn.jobs [--once]`, which `elearn jobs run` becomes: a process of its own, so that what only jobs need
is in no worker's memory."""

from __future__ import annotations

import sys

from config import Config
from elearn.jobs.rounds import run_rounds
from elearn.services.log_lines import write_json_lines

write_json_lines()
run_rounds(Config.from_environment(), once="--once" in sys.argv)
