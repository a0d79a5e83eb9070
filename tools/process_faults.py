"""Let the machine fail below a real server with paid calls under way, and see that every task ends well.

Usage: python tools/process_faults.py [--only WORD] [--short] [--server-of COMMIT]

Each row is one fault: tasks accepted, completed and failed, calls that the fake provider billed, and calls that the
results needed. After it every healthy task is completed and charged once, no call is bought again that no crash lost,
and `pb verify` finds nothing. ``--server-of`` lets the source of an older commit serve, to see what it made of each.
Exits with 1 where something does not hold.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from machine_faults.faults import FAULTS, Fault
from machine_faults.older import changed, source_of
from machine_faults.site import Outcome, Site, paid_fakes
from pb_adapters.fakes.server import served

CHANGE = Fault("upgrade, and back", changed, long=True)
EVERY = (*FAULTS, CHANGE)


def strike(fault: Fault, source: Path | None = None) -> Outcome:
    """Let a fault strike a server on a fresh folder; raises ``CannotInject`` where this machine cannot."""
    fakes = paid_fakes(fault.answer)
    with served(fakes), tempfile.TemporaryDirectory() as home:
        site = Site(Path(home), fakes, fault.settings, source)
        try:
            if fault is not CHANGE:
                site.start(fault.below)
            fault.act(site)
        except Exception as error:  # noqa: BLE001 - a finding, told in its row
            site.problems.append(f"{type(error).__name__}: {error}")
        return site.outcome()


def main() -> int:
    """Let every fault strike and print a row for each; gives the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="", help="faults with this word in their name")
    parser.add_argument("--short", action="store_true", help="without those that take long")
    parser.add_argument("--server-of", metavar="COMMIT")
    asked = parser.parse_args()
    faults = [fault for fault in EVERY if asked.only in fault.name and not (asked.short and fault.long)]
    print("| fault | accepted | completed | failed | bought | needed | verdict |\n|---|---|---|---|---|---|---|")
    broken = 0
    with tempfile.TemporaryDirectory() as home:
        source = source_of(asked.server_of, Path(home)) if asked.server_of else None
        for fault in faults:
            began = time.monotonic()
            *numbers, problems = strike(fault, source)
            broken += bool(problems)
            print(f"| {fault.name} | {' | '.join(map(str, numbers))} | {'; '.join(problems) or 'holds'} |", flush=True)
            print(f"{fault.name}: {time.monotonic() - began:.0f} s", file=sys.stderr)
    print(f"{len(faults)} faults, {broken} with a broken promise")
    return min(broken, 1)


if __name__ == "__main__":
    sys.exit(main())
