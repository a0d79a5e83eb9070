"""What the drill of many machines is made of: hosts on a network of their own, processes on them, and their faults."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[2] / "tests"))  # for the servers that tests start, when run by hand
