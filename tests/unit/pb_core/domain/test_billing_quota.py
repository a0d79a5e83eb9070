import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import UNSET

from pb_core.domain.billing import KeyChange, change_of
from pb_core.testing.contracts.storage_base import sample_key

QUOTAS = st.none() | st.integers(0, 2**53)
KEY = sample_key(webhook_url="https://caller.example/hook")


def test_a_change_that_gives_nothing_changes_nothing() -> None:
    assert KeyChange().apply(KEY) == KEY


@pytest.mark.parametrize(
    ("change", "field", "value"),
    [
        (KeyChange(quota_remaining=3), "quota_remaining", 3),
        (KeyChange(quota_remaining=None), "quota_remaining", None),
        (KeyChange(quota_total=0), "quota_total", 0),
        (KeyChange(active=False), "active", False),
        (KeyChange(webhook_url=None), "webhook_url", None),
        (KeyChange(webhook_secret="other"), "webhook_secret", "other"),
    ],
)
def test_a_change_replaces_exactly_the_given_field(change: KeyChange, field: str, value: object) -> None:
    changed = change.apply(KEY)
    assert {name for name in KEY.__struct_fields__ if getattr(changed, name) != getattr(KEY, name)} == {field}
    assert getattr(changed, field) == value


@given(
    remaining=QUOTAS | st.just(UNSET),
    total=QUOTAS | st.just(UNSET),
    active=st.booleans() | st.just(UNSET),
)
def test_a_change_applied_twice_is_the_change_applied_once(remaining: object, total: object, active: object) -> None:
    change = KeyChange(quota_remaining=remaining, quota_total=total, active=active)
    once = change.apply(KEY)
    assert change.apply(once) == once
    assert (once.id, once.digest, once.total_used) == (KEY.id, KEY.digest, KEY.total_used)


@given(before=st.integers(0, 2**53), after=st.integers(0, 2**53))
def test_the_booked_amount_leads_from_one_balance_to_the_next(before: int, after: int) -> None:
    assert before + (change_of(before, after) or 0) == after


@given(quota=QUOTAS)
def test_no_number_says_what_a_step_to_or_from_unlimited_is(quota: int | None) -> None:
    assert change_of(None, quota) is None
    assert change_of(quota, None) is None
