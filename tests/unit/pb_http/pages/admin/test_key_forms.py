import pytest
from msgspec import UNSET
from msgspec.structs import replace

from pb_core.domain.billing import ApiKey, KeyChange
from pb_core.errors import InvalidRequest
from pb_core.testing.contracts.storage_base import sample_key
from pb_http.pages.admin.key_forms import Refused, change_of, refusal, shown, state_of
from pb_http.pages.forms import Form


def form_of(key: ApiKey, **typed: str) -> Form:
    """The form of a key as it was shown, with some fields typed anew."""
    now = shown(key)
    fields = {**now, **{f"was_{name}": text for name, text in now.items()}, **typed}
    return Form({name: (text,) for name, text in fields.items()})


KEY = sample_key(quota_total=10, quota_remaining=7, webhook_url="https://caller.example/hook")


@pytest.mark.parametrize(
    ("change", "state"),
    [
        ({}, "active"),
        ({"active": False}, "disabled"),
        ({"quota_remaining": 0}, "used_up"),
        ({"quota_remaining": None}, "active"),
    ],
)
def test_a_key_is_active_disabled_or_used_up(change: dict[str, object], state: str) -> None:
    assert state_of(replace(KEY, **change)) == state


def test_a_form_that_changes_nothing_says_nothing() -> None:
    assert change_of(form_of(KEY), KEY) == KeyChange()


def test_only_what_was_typed_is_changed() -> None:
    form = form_of(KEY, quota_total="1,000", webhook_url="", weight="")
    assert change_of(form, KEY) == KeyChange(quota_total=1000, webhook_url=None, weight=UNSET)


def test_an_emptied_quota_is_unlimited() -> None:
    assert change_of(form_of(KEY, quota_remaining=""), KEY).quota_remaining is None


def test_what_was_charged_meanwhile_is_left_alone_unless_the_same_field_was_typed() -> None:
    now = replace(KEY, quota_remaining=4)
    assert change_of(form_of(KEY, quota_total="20"), now) == KeyChange(quota_total=20)
    with pytest.raises(Refused) as refused:
        change_of(form_of(KEY, quota_remaining="9", quota_total="20"), now)
    assert refused.value.at == {
        "quota_remaining": "Units left was 7 when this form was opened and is 4 now: save once more if you still want "
        "to change it"
    }


def test_every_wrong_field_is_named() -> None:
    with pytest.raises(Refused) as refused:
        change_of(form_of(KEY, quota_remaining="many", weight="101"), KEY)
    assert set(refused.value.at) == {"quota_remaining", "weight"}


@pytest.mark.parametrize(
    ("sentence", "at"),
    [
        ("webhook_url must be an absolute URL", {"webhook_url": "Webhook URL must be an absolute URL"}),
        ("name is empty", {"name": "Name is empty"}),
        ("quota must be between 0 and 9", {"quota": "Quota must be between 0 and 9"}),
        ("quota_total must be between 0 and 9", {"quota_total": "Units in total must be between 0 and 9"}),
        ("This API key has no webhook_secret", {"form": "This API key has no webhook_secret"}),
    ],
)
def test_a_sentence_stands_at_its_field(sentence: str, at: dict[str, str]) -> None:
    assert refusal(InvalidRequest(sentence)) == at
