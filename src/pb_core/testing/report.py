"""Adapters that distributions install: found by entry point, held to their contract, and what came of it as a table."""

import pkgutil
import sys
from collections.abc import Iterator
from importlib.metadata import EntryPoint, entry_points
from importlib.util import find_spec

import pytest
from msgspec import Struct, field

from pb_core.testing import asyncio_plugin, contracts
from pb_core.testing.contracts import DECLARED, Contract

GROUP = "paperbanana.adapters"
"""Entry points: the adapter's name, and the module (or ``module:Class``) in which its suites are bound."""


class NotInstalled(LookupError):
    """No adapter of this name, or its proof cannot be found."""


class Proof(Struct, frozen=True):
    """Where an adapter's suites are bound: ``target`` for pytest, and the distribution that brings it."""

    name: str
    entry: EntryPoint

    @property
    def distribution(self) -> str:
        """Name and version of the distribution."""
        return f"{self.entry.dist.name} {self.entry.dist.version}" if self.entry.dist else "?"

    @property
    def target(self) -> str:
        """The file, and the class if one is named, as pytest takes them; raises ``NotInstalled``.

        Nothing of the module itself is imported, so that pytest can explain its assertions.
        """
        try:
            spec = find_spec(self.entry.module)
        except ImportError as error:
            raise NotInstalled(f"{self.entry.module} cannot be imported: {error}") from error
        if spec is None or not spec.has_location or spec.origin is None:
            raise NotInstalled(f"there is no module {self.entry.module}")
        return f"{spec.origin}::{self.entry.attr}" if self.entry.attr else spec.origin


def installed() -> dict[str, Proof]:
    """Every installed adapter's proof, by name."""
    return {entry.name: Proof(entry.name, entry) for entry in sorted(entry_points(group=GROUP), key=lambda e: e.name)}


def find(name: str) -> str:
    """What pytest runs for an adapter's name; a test file in the making may be given instead.

    Raises:
        NotInstalled: There is no such adapter; the sentence lists those that are installed.
    """
    if ".py" in name:
        return name
    known = installed()
    if name not in known:
        listed = ", ".join(known) or "none"
        raise NotInstalled(f"no adapter '{name}' is installed for {sys.executable}; installed: {listed}")
    return known[name].target


PASSED, FAILED, SKIPPED, MISSING = "passed", "FAILED", "skipped", "MISSING"


class Case(Struct, frozen=True):
    """What became of one test: a duty, or a duty in one variant."""

    standing: str
    variant: str = ""
    reason: str = ""


class Bound(Struct):
    """A suite as an adapter binds it: its duties in order, each with its cases."""

    name: str
    port: str
    version: int
    declared: dict[str, object] = field(default_factory=dict)
    duties: dict[str, list[Case]] = field(default_factory=dict)

    def missing(self) -> list[str]:
        """Duties of which no test was run or skipped."""
        return [duty for duty, cases in self.duties.items() if not cases]


class Recorder:
    """A pytest plugin that remembers what became of each duty."""

    def __init__(self) -> None:
        self.suites: dict[str, Bound] = {}
        self.faults: list[str] = []
        self._places: dict[str, tuple[Bound, str, str]] = {}

    def pytest_configure(self, config: pytest.Config) -> None:
        """Let suites that are not imported yet explain their assertions, and choose the loop."""
        config.pluginmanager.import_plugin(asyncio_plugin.__name__)
        pytest.register_assert_rewrite(*_suites_to_come())

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Note a file that cannot be imported, such as one whose binding breaks a rule of ``Contract``."""
        if report.failed:
            self.faults.append(_error(report))

    def pytest_itemcollected(self, item: pytest.Item) -> None:
        """Note the suite that a test belongs to, with all its duties, collected or not."""
        suite = getattr(item, "cls", None)
        if suite is None or not issubclass(suite, Contract) or not isinstance(item, pytest.Function):
            return
        name = item.nodeid.partition("::")[2].rpartition("::")[0]
        if name not in self.suites:
            duties: dict[str, list[Case]] = {duty: [] for duty in _duties(suite)}
            self.suites[name] = Bound(name, suite.port, suite.port_version, duties=duties)
        variant = item.callspec.id if hasattr(item, "callspec") else ""
        self._places[item.nodeid] = (self.suites[name], item.originalname, variant)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note how a test ended, and what the adapter declared in it."""
        if report.nodeid not in self._places or (report.passed and report.when != "call"):
            return
        suite, duty, variant = self._places[report.nodeid]
        for name, value in report.user_properties:
            if name.startswith(DECLARED):
                suite.declared[name.removeprefix(DECLARED)] = value
        suite.duties.setdefault(duty, []).append(Case(_standing(report), variant, _reason(report)))

    @property
    def cases(self) -> list[Case]:
        """Everything that was run or skipped."""
        return [case for suite in self.suites.values() for cases in suite.duties.values() for case in cases]

    @property
    def is_complete(self) -> bool:
        """Whether no duty of any suite was left out."""
        return not any(suite.missing() for suite in self.suites.values())


def _suites_to_come() -> Iterator[str]:
    prefix = f"{contracts.__name__}."
    for module in pkgutil.iter_modules(contracts.__path__, prefix):
        if module.name not in sys.modules:
            yield module.name


def _duties(suite: type[Contract]) -> list[str]:
    """The names of a suite's tests, base by base in the order in which they are defined."""
    return list(dict.fromkeys(name for base in suite.__mro__ for name in vars(base) if name.startswith("test")))


def _standing(report: pytest.TestReport) -> str:
    return {"passed": PASSED, "failed": FAILED, "skipped": SKIPPED}[report.outcome]


def _reason(report: pytest.TestReport) -> str:
    if report.skipped and isinstance(report.longrepr, tuple):
        return str(report.longrepr[2]).removeprefix("Skipped: ")
    return _error(report) if report.failed else ""


def _error(report: pytest.TestReport | pytest.CollectReport) -> str:
    """The first line of what was raised."""
    lines = [line for line in report.longreprtext.splitlines() if line.startswith("E ")]
    return lines[0].removeprefix("E").strip() if lines else report.longreprtext.strip().partition("\n")[0]


def table(suites: dict[str, Bound]) -> str:
    """The report as text: per suite its port and what was declared, then a line per duty, and one per reason."""
    return "\n\n".join("\n".join(_lines(suite)) for suite in suites.values())


def _lines(suite: Bound) -> Iterator[str]:
    yield f"{suite.name}: {suite.port} version {suite.version}" if suite.port else suite.name
    for name, value in suite.declared.items():
        yield f"  declares {name}: {value}"
    width = max(len(_words(duty)) for duty in suite.duties)
    for duty, cases in suite.duties.items():
        first, *others = _sums(cases) or [MISSING]
        yield f"  {_words(duty):<{width}}  {first}"
        yield from (f"  {'':<{width}}  {line}" for line in others)


def _words(duty: str) -> str:
    return duty.removeprefix("test_").replace("_", " ")


def _sums(cases: list[Case]) -> list[str]:
    """One line per way to end and reason for it: how many cases, and which, if they are not all."""
    groups: dict[tuple[str, str], list[Case]] = {}
    for case in cases:
        groups.setdefault((case.standing, case.reason), []).append(case)
    return [_sum(standing, reason, group, len(cases)) for (standing, reason), group in groups.items()]


def _sum(standing: str, reason: str, group: list[Case], total: int) -> str:
    count = f"{len(group)} {standing}" if total > 1 else standing
    which = ", ".join(case.variant for case in group) if standing != PASSED and len(group) < total else ""
    return count + (f" [{which}]" if which else "") + (f": {reason}" if reason else "")
