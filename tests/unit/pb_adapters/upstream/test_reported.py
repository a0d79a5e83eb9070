"""What providers report that calls cost, however odd."""

import logging

import pytest

from pb_adapters.upstream.reported import reported_micros


@pytest.mark.parametrize(
    ("amounts", "unit", "micros"),
    [
        ([], 1e6, None),
        ([None, None], 1e6, None),
        ([0], 1e6, 0),
        ([-0.0], 1e6, 0),
        ([0.0425], 1e6, 42_500),
        ([0.01, None, 2], 1e6, 2_010_000),
        ([0.0000004], 1e6, 1),
        ([2.0000000001], 5000, 10_000),
        ([1000], 1e6, 10**9),
    ],
)
def test_amounts_are_summed_in_micros(
    caplog: pytest.LogCaptureFixture, amounts: list[object], unit: float, micros: int | None
) -> None:
    assert reported_micros("Acme", amounts, unit) == micros
    assert caplog.text == ""


@pytest.mark.parametrize(
    "amount", [-1, -0.0001, float("nan"), float("inf"), -float("inf"), 1000.01, 1e308, 10**400, "0.01", True, [1], {}]
)
def test_what_cannot_be_counts_as_not_reported_and_is_told(caplog: pytest.LogCaptureFixture, amount: object) -> None:
    with caplog.at_level(logging.WARNING):
        assert reported_micros("Acme", [0.01, amount]) is None
    [line] = caplog.messages
    assert line.startswith("Acme reports a cost that cannot be (")
    assert line.endswith("): it is estimated instead")
    assert len(line) < 140
