import pytest
from hypothesis import given
from hypothesis import strategies as st

from pb_core.domain.billing import Caps, Spent, Totals, dollars, require_room
from pb_core.errors import CapReached
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
    try:
        require_room(caps, totals, asked)
    except CapReached:
        assert not fits
    else:
        assert fits


def test_the_sentence_names_cap_and_amounts() -> None:
    totals = Totals(task=Spent(settled_micros=4_100_000, reserved_micros=400_000), key_day=Spent(), day=Spent())
    with pytest.raises(CapReached) as raised:
        require_room(Caps(task_micros=5_000_000), totals, 700_000)
    assert str(raised.value) == (
        "The next call may cost up to $0.70 and could pass the spending cap of $5.00 for this task: "
        "$4.10 are spent and $0.40 reserved for calls under way"
    )


@pytest.mark.parametrize(
    ("micros", "text"), [(0, "$0.00"), (5_000_000, "$5.00"), (700_000, "$0.70"), (33_600, "$0.0336"), (1, "$0.000001")]
)
def test_amounts_are_written_as_people_do(micros: int, text: str) -> None:
    assert dollars(micros) == text


class Paid:
    def estimate(self, request: object, /) -> int:
        return len(str(request))


def test_an_engine_without_an_estimate_is_free() -> None:
    assert isinstance(Paid(), Priced)
    assert (estimate(Paid(), "four"), estimate(object(), "four")) == (4, 0)
