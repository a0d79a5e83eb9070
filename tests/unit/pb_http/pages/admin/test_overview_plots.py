from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from pb_adapters.drawing.plots.rendering import draw
from pb_core.application.history import Overview
from pb_core.domain.history.activity import DayCost, Duration, HourCount, latencies
from pb_core.domain.tasks import TaskKind
from pb_http.pages.admin.overview_plots import PLOTS, cost_by_day, latencies_by_kind, tasks_over_time

NOW = datetime(2026, 1, 31, 12, 30, tzinfo=UTC)


def overview(
    days: int, hours: Sequence[HourCount] = (), costs: Sequence[DayCost] = (), durations: Sequence[Duration] = ()
) -> Overview:
    return Overview(
        now=NOW,
        since=NOW - timedelta(days=days),
        states=(),
        oldest_waiting=None,
        hours=tuple(hours),
        costs=tuple(costs),
        failures=(),
        latencies=latencies(durations),
    )


def hour(hours_ago: int, accepted: int = 1, completed: int = 0, failed: int = 0) -> HourCount:
    start = (NOW - timedelta(hours=hours_ago)).replace(minute=0)
    return HourCount(hour=start, accepted=accepted, completed=completed, failed=failed)


BUSY = (hour(0, 3, 2), hour(5, 1, 1), hour(30, 2, 0, 1))


def test_hours_without_anything_are_told_too() -> None:
    found = tasks_over_time(overview(1, BUSY))
    assert found is not None
    assert len(found.rows) == 25
    assert found.rows[-1] == ("2026-01-31 12:00", "3", "2", "0")
    assert sum(int(row[1]) for row in found.rows) == 4
    assert "4 accepted, 3 completed, 0 failed" in found.words


def test_longer_times_are_told_by_the_day() -> None:
    found = tasks_over_time(overview(7, BUSY))
    assert found is not None
    assert len(found.rows) == 8
    assert found.rows[-2:] == (("2026-01-30", "2", "0", "1"), ("2026-01-31", "4", "3", "0"))


def test_costs_are_told_for_each_day() -> None:
    costs = (
        DayCost(day=NOW.date(), settled_micros=1_234_567),
        DayCost(day=NOW.date() - timedelta(days=40), settled_micros=9),
    )
    found = cost_by_day(overview(7, costs=costs))
    assert found is not None
    assert found.rows[-1] == ("2026-01-31", "$1.2346")
    assert "$1.23 in all" in found.words


def test_latencies_are_told_for_all_and_by_kind() -> None:
    durations = [Duration(kind=TaskKind.COMPOSITE, waited_seconds=1, seconds=number) for number in range(1, 101)]
    found = latencies_by_kind(overview(7, durations=durations))
    assert found is not None
    assert [row[:4] for row in found.rows] == [(kind, "100", "50.0 s", "95.0 s") for kind in ("all", "composite")]


def test_of_nothing_there_is_no_plot() -> None:
    assert [plot(overview(7)) for plot in PLOTS.values()] == [None, None, None]


@pytest.mark.parametrize("days", [1, 90])
def test_every_plot_is_one_that_our_engine_draws(days: int) -> None:
    durations = [Duration(kind=TaskKind.METHODOLOGY, waited_seconds=0, seconds=0)]
    some = overview(days, BUSY, [DayCost(day=NOW.date(), settled_micros=1)], durations)
    for plot in PLOTS.values():
        found = plot(some)
        assert found is not None
        assert draw(found.request).pictures[0].media_type == "image/svg+xml"
