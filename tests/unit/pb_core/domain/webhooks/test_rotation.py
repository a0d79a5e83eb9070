import pytest
from msgspec.structs import replace

from pb_core.domain.billing import KeyChange
from pb_core.domain.webhooks.rotation import RotationBegun, RotationEnded
from pb_core.errors import InvalidRequest
from pb_core.testing.contracts.storage_base import sample_key

KEY = sample_key(webhook_secret="old")
ROTATING = replace(KEY, next_webhook_secret="new")


def test_a_rotation_keeps_the_old_secret_until_it_ends() -> None:
    assert RotationBegun(secret="new").apply(KEY) == ROTATING
    assert RotationEnded(completed=True).apply(ROTATING) == replace(KEY, webhook_secret="new")
    assert RotationEnded(completed=False).apply(ROTATING) == KEY


def test_a_rotation_under_way_goes_on_with_another_new_secret() -> None:
    assert RotationBegun(secret="newer").apply(ROTATING) == replace(KEY, next_webhook_secret="newer")


@pytest.mark.parametrize(
    ("change", "key", "sentence"),
    [
        (RotationBegun(secret="new"), replace(KEY, webhook_secret=None), "no webhook_secret to rotate"),
        (RotationBegun(secret="old"), KEY, "choose another"),
        (RotationBegun(secret="old"), ROTATING, "choose another"),
        (RotationEnded(completed=True), KEY, "not being rotated"),
        (RotationEnded(completed=False), KEY, "not being rotated"),
    ],
)
def test_what_rotates_nothing_is_refused(change: RotationBegun, key: object, sentence: str) -> None:
    with pytest.raises(InvalidRequest, match=sentence) as refusal:
        change.apply(key)  # type: ignore[arg-type]  # parametrised
    assert "old" not in str(refusal.value)


@pytest.mark.parametrize("secret", ["set", None])
def test_a_secret_that_is_set_or_removed_ends_a_rotation(secret: str | None) -> None:
    assert KeyChange(webhook_secret=secret).apply(ROTATING) == replace(KEY, webhook_secret=secret)
    assert KeyChange(active=False).apply(ROTATING).next_webhook_secret == "new"


def test_no_secret_is_shown_by_a_change_that_is_logged() -> None:
    assert "hush" not in repr(RotationBegun(secret="hush"))
