"""``python -m pb_core.testing NAME``: hold an installed adapter to the duties of its port, and print a table."""

import argparse
import sys
from importlib.resources import as_file, files
from pathlib import Path

import pytest

from pb_core.testing.report import GROUP, SKIPPED, NotInstalled, Recorder, find, installed, table

FAULTY, NOTHING = 1, 2


def main(arguments: list[str] | None = None) -> int:
    """Run the command; 0 if every duty is kept, 1 if not, 2 if nothing could be run."""
    parser = argparse.ArgumentParser(prog="python -m pb_core.testing", description=__doc__)
    parser.add_argument("name", nargs="?", help="an installed adapter, or a test file that binds suites")
    parser.add_argument("--list", action="store_true", help=f"list the adapters installed as {GROUP}")
    asked = parser.parse_args(arguments)
    if asked.list:
        _print_installed()
        return 0
    if asked.name is None:
        parser.error("say which adapter, or --list")
    try:
        return prove(find(asked.name))
    except NotInstalled as error:
        sys.stderr.write(f"{error}\n")
        return NOTHING


def prove(target: str) -> int:
    """Run the suites bound in a test file (or ``file::Class``), print the table and return the exit code."""
    recorder = Recorder()
    with as_file(files("pb_core.testing") / "suites.ini") as ini:
        options = ["-c", str(ini), "--rootdir", str(_folder(target)), "--confcutdir", _folder(target).anchor]
        quiet = ["--import-mode=importlib", "--no-header", "--tb=short", "-qq", "-p", "no:cacheprovider"]
        code = pytest.main([*options, *quiet, target], plugins=[recorder])
    for fault in recorder.faults:
        sys.stderr.write(f"{target}: {fault}\n")
    if not recorder.cases:
        sys.stderr.write(f"{target} binds no suite that could be run\n")
        return NOTHING
    sys.stdout.write(f"\n{table(recorder.suites)}\n")
    if all(case.standing == SKIPPED for case in recorder.cases):
        sys.stderr.write("nothing was proved: every duty was skipped\n")
        return NOTHING
    return 0 if code == pytest.ExitCode.OK and recorder.is_complete else FAULTY


def _folder(target: str) -> Path:
    return Path(target.partition("::")[0]).resolve().parent


def _print_installed() -> None:
    found = installed()
    for proof in found.values():
        sys.stdout.write(f"{proof.name}  {proof.entry.value}  ({proof.distribution})\n")
    if not found:
        sys.stdout.write(f"no adapter is installed as an entry point of {GROUP}\n")


if __name__ == "__main__":
    sys.exit(main())
