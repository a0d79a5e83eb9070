from datetime import UTC, date, datetime

from pb_http.pages.charts import HEIGHT, WIDTH, bars, by_day


def test_bars_fill_the_drawing_and_keep_their_proportions() -> None:
    chart = bars([("a", 4), ("b", 1), ("c", 0)])
    assert chart.most == 4
    assert [bar.height for bar in chart.bars] == [HEIGHT, HEIGHT / 4, 0]
    assert all(bar.y + bar.height == HEIGHT for bar in chart.bars)
    last = chart.bars[-1]
    assert last.x + last.width < WIDTH


def test_nothing_is_a_chart_without_height() -> None:
    assert bars([]).bars == ()
    assert [bar.height for bar in bars([("a", 0)]).bars] == [0]


def test_days_without_anything_are_counted_too_and_old_ones_are_not() -> None:
    times = [datetime(2026, 1, day, 23, tzinfo=UTC) for day in (1, 28, 28, 30)]
    assert by_day(times, date(2026, 1, 31), days=5) == (
        ("2026-01-27", 0),
        ("2026-01-28", 2),
        ("2026-01-29", 0),
        ("2026-01-30", 1),
        ("2026-01-31", 0),
    )
    assert by_day([], date(2026, 1, 31), days=1) == (("2026-01-31", 0),)
