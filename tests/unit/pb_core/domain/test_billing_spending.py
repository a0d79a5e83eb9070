import math
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pb_core.domain.billing import (
    Caps,
    Movement,
    SeenCall,
    Spent,
    Totals,
    Usage,
    booking,
    dollars,
    expected_micros,
    require_room,
)
from pb_core.errors import CapBusy, CapReached
from pb_core.ports.vlm import Priced, estimate

AMOUNTS = st.integers(0, 100)
SPENT = st.builds(Spent, settled_micros=AMOUNTS, reserved_micros=AMOUNTS)
CAP = st.one_of(st.none(), st.integers(0, 250))


@given(
    caps=st.builds(Caps, task_micros=CAP, key_day_micros=CAP, day_micros=CAP),
    totals=st.builds(Totals, task=SPENT, key_day=SPENT, day=SPENT),
    asked=st.integers(0, 100),
)
def test_there_is_room_when_no_cap_could_be_passed(caps: Caps, totals: Totals, asked: int) -> None:
    pairs = (
        (caps.task_micros, totals.task),
        (caps.key_day_micros, totals.key_day),
        (caps.day_micros, totals.day),
    )
    fits = asked == 0 or all(cap is None or spent.total_micros + asked <= cap for cap, spent in pairs)
    may_fit = all(cap is None or spent.settled_micros + asked <= cap for cap, spent in pairs)
    try:
        require_room(caps, totals, TODAY, reserving(asked))
    except CapBusy:
        assert not fits
        assert may_fit
    except CapReached:
        assert not may_fit
    else:
        assert fits


TODAY = date(2026, 1, 31)


def reserving(micros: int) -> tuple[Movement, ...]:
    return (Movement(day=TODAY, reserved_micros=micros),) if micros else ()


def test_a_lost_attempt_of_another_day_is_spent_by_its_task_and_not_today() -> None:
    lost = booking(date(2026, 1, 30), 60)
    totals = Totals(task=Spent(reserved_micros=60), key_day=Spent(), day=Spent())
    require_room(Caps(key_day_micros=50, day_micros=50), totals, TODAY, (lost, *reserving(50)))
    with pytest.raises(CapReached, match=r"\$0\.00006 are spent and \$0\.00 reserved") as raised:
        require_room(Caps(task_micros=100), totals, TODAY, (lost, *reserving(50)))
    assert not isinstance(raised.value, CapBusy)


SHARES = st.lists(st.integers(0, 300), min_size=5, max_size=60)


@given(shares=SHARES, most=st.integers(1, 10**6))
def test_at_least_95_of_100_calls_stay_within_what_would_be_reserved(shares: list[int], most: int) -> None:
    seen = [SeenCall(most_micros=100, reserved_micros=0, cost_micros=share) for share in shares]
    reserved = expected_micros(most, 0.25, seen)
    within = [share for share in shares if share / 100 * most <= reserved]
    assert len(within) >= 0.95 * len(shares)
    assert reserved <= math.ceil(max(shares) / 100 * most)


def test_while_few_calls_were_seen_the_likely_share_is_reserved_or_twice_what_they_cost() -> None:
    def seen(share: int, count: int) -> list[SeenCall]:
        return [SeenCall(most_micros=100, reserved_micros=0, cost_micros=share)] * count

    assert expected_micros(1000, 0.25, ()) == 250
    assert [expected_micros(1000, 0.25, seen(share, 4)) for share in (5, 20, 90)] == [100, 250, 900]
    assert [expected_micros(1000, 0.25, seen(share, 5)) for share in (5, 20, 90)] == [50, 200, 900]
    assert expected_micros(1, 0.25, ()) == 1


def test_the_sentence_names_cap_and_amounts() -> None:
    totals = Totals(task=Spent(settled_micros=4_100_000, reserved_micros=400_000), key_day=Spent(), day=Spent())
    with pytest.raises(CapReached) as raised:
        require_room(Caps(task_micros=5_000_000), totals, TODAY, reserving(700_000))
    assert str(raised.value) == (
        "The next call is expected to cost $0.70 and could pass the spending cap of $5.00 for this task: "
        "$4.10 are spent and $0.40 reserved for calls under way"
    )


@pytest.mark.parametrize(
    ("micros", "text"), [(0, "$0.00"), (5_000_000, "$5.00"), (700_000, "$0.70"), (33_600, "$0.0336"), (1, "$0.000001")]
)
def test_amounts_are_written_as_people_do(micros: int, text: str) -> None:
    assert dollars(micros) == text


@pytest.mark.parametrize(
    ("usage", "plausible"),
    [
        (Usage(), True),
        (Usage(input_tokens=0, output_tokens=9, cost_micros=0), True),
        (Usage(cost_micros=10**9), True),
        (Usage(cost_micros=10**9 + 1), False),
        (Usage(cost_micros=-1), False),
        (Usage(cost_micros=float("nan")), False),  # type: ignore[arg-type]  # what an adapter may hand over
        (Usage(output_tokens=-1, cost_micros=5), False),
        (Usage(input_tokens=2**63), False),
    ],
)
def test_what_no_call_consumes_is_told_apart(usage: Usage, plausible: bool) -> None:  # noqa: FBT001 - parametrised
    assert usage.is_plausible is plausible


class Paid:
    def estimate(self, request: object, /) -> int:
        return len(str(request))


def test_an_engine_without_an_estimate_is_free() -> None:
    assert isinstance(Paid(), Priced)
    assert (estimate(Paid(), "four"), estimate(object(), "four")) == (4, 0)
