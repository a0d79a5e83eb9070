"""What is asked of every submission before anything is done for it."""

from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from pb_core.application.submissions import ENDPOINTS, KINDS, require_submission, require_units
from pb_core.domain.billing import ApiKey
from pb_core.domain.requests import GenerateBody, OptimizePromptBody, PlotBody, UnreadableWork, Work
from pb_core.errors import InvalidRequest, KeyDisabled, QuotaExhausted

KEY = ApiKey(id="k", prefix="pb_", digest="d", name="n", created_at=datetime(2026, 1, 1, tzinfo=UTC))


def test_every_work_that_is_stored_is_of_a_kind() -> None:
    assert set(KINDS) == {*Work.__args__} - {UnreadableWork}
    assert len(set(ENDPOINTS.values())) == len(ENDPOINTS)


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (GenerateBody(caption="c"), "source_context is required"),
        (PlotBody(data_json="[1]"), "intent is required"),
        (GenerateBody(caption="c", source_context="s", iterations=0), "iterations must be"),
        ("draw it", "a str is no submission"),
    ],
)
def test_what_is_no_submission_is_refused(body: GenerateBody, why: str) -> None:
    with pytest.raises(InvalidRequest, match=why):
        require_submission(body)


def test_a_whole_submission_passes() -> None:
    require_submission(OptimizePromptBody(description="d"))


@pytest.mark.parametrize(("remaining", "passes"), [(None, True), (2, True), (1, False), (0, False)])
def test_a_key_has_the_units_that_are_needed(remaining: int | None, passes: bool) -> None:  # noqa: FBT001 - a case
    key = replace(KEY, quota_remaining=remaining)
    if passes:
        require_units(key, 2)
        return
    with pytest.raises(QuotaExhausted):
        require_units(key, 2)


def test_a_key_that_is_switched_off_submits_nothing() -> None:
    with pytest.raises(KeyDisabled):
        require_units(replace(KEY, active=False), 1)
