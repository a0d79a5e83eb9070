"""Count which duties of each port its adapters pass: those of one machine, and those of many.

Usage: python tools/contract_counts.py

Runs the contract suites over every adapter of storage, queue, distribution, wake-ups, artifacts and what servers keep
for each other, on a real PostgreSQL and real S3 servers, and prints how many tests of each suite passed. Exits with 1
where one failed or was skipped, or where two adapters of a port did not pass the same number.
"""

import sys
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[1]


class Port(NamedTuple):
    """A suite: its file, the class of tests of each adapter, and the modules of duties that are counted, if not all."""

    name: str
    file: str
    adapters: dict[str, tuple[str, ...]]
    modules: tuple[str, ...] = ()


def _stores(suite: str) -> dict[str, tuple[str, ...]]:
    """The three stores, whose classes are named alike."""
    names = {"memory": "Memory", "SQLite": "Sqlite", "PostgreSQL": "Postgres"}
    return {store: (f"Test{name}{suite}",) for store, name in names.items()}


_STATE = ("RateLimits", "Sessions", "Uploads", "CheckRuns", "Outages")
PORTS = (
    Port("storage, all duties", "test_storage.py", _stores("Storage")),
    Port("of these, the queue", "test_storage.py", _stores("Storage"), ("queue",)),
    Port("random histories of a store", "test_storage_histories.py", _stores("Histories")),
    Port("random histories of an outbox", "test_outbox_histories.py", _stores("Histories")),
    Port("random histories of spending", "test_spending_histories.py", _stores("Amounts")),
    Port(
        "distribution",
        "test_distribution.py",
        {
            "polling, memory": ("TestPollingInMemory",),
            "polling, SQLite": ("TestPollingWithSqlite",),
            "procrastinate, PostgreSQL": ("TestTicketsWithPostgres",),
        },
    ),
    Port(
        "wake-ups",
        "test_wakeups.py",
        {
            "memory": ("TestMemoryWakeups",),
            "one process": ("TestLocalWakeups",),
            "PostgreSQL": ("TestPostgresWakeups",),
        },
    ),
    Port(
        "artifacts",
        "test_artifacts.py",
        {
            "memory": ("TestMemoryArtifacts",),
            "files": ("TestFileArtifacts",),
            "S3 (moto)": ("TestS3Artifacts",),
            "S3 (SeaweedFS)": ("TestS3ArtifactsInSeaweed",),
        },
    ),
    Port(
        "what servers keep for each other",
        "test_server_state.py",
        {
            "memory": tuple(f"TestMemory{name}" for name in _STATE),
            "PostgreSQL": tuple(f"TestPostgres{name}" for name in _STATE),
        },
    ),
)


class Counts:
    """A plugin of pytest that counts what passed by file, class and module of the duty."""

    def __init__(self) -> None:
        self.passed: Counter[tuple[str, str, str]] = Counter()
        self.others: list[str] = []
        self._places: dict[str, tuple[str, str, str]] = {}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Take note of where each test comes from."""
        for item in items:
            parent = item.getparent(pytest.Class)
            duty = getattr(item, "function", None)
            module = getattr(duty, "__module__", "").rpartition(".")[2]
            self._places[item.nodeid] = (item.path.name, parent.name if parent else "", module)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Count a test that ran, and keep the name of one that did not pass."""
        if report.when == "call" and report.passed:
            self.passed[self._places[report.nodeid]] += 1
        elif not report.passed:
            self.others.append(f"{report.nodeid}: {report.outcome}")

    def of(self, port: Port, classes: tuple[str, ...]) -> int:
        """How many tests of a port an adapter passed."""
        return sum(
            number
            for (file, name, module), number in self.passed.items()
            if file == port.file and name in classes and (not port.modules or module.startswith(port.modules))
        )


def main() -> int:
    """Run the suites and print the table."""
    counts = Counts()
    files = sorted({str(ROOT / "tests" / "contract" / port.file) for port in PORTS})
    pytest.main(["-q", "--no-header", "--no-summary", "-m", "", "--rootdir", str(ROOT), *files], plugins=[counts])
    uneven = []
    print("\n\n| Suite | Adapters, and how many tests each passed |\n|---|---|")
    for port in PORTS:
        passed = {name: counts.of(port, classes) for name, classes in port.adapters.items()}
        print(f"| {port.name} | {', '.join(f'{name} {number}' for name, number in passed.items())} |")
        uneven += [f"{port.name}: {passed}"] * (len(set(passed.values())) > 1 or 0 in passed.values())
    print(*(f"not passed: {name}" for name in counts.others), *(f"uneven: {text}" for text in uneven), sep="\n")
    return bool(counts.others or uneven)


if __name__ == "__main__":
    sys.exit(main())
