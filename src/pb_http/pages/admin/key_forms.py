"""What the forms of an API key say: the fields as they are shown, and the change that a reader made to them."""

from collections.abc import Callable, Mapping

from msgspec import UNSET, UnsetType

from pb_core.domain.billing import MAX_QUOTA, MAX_WEIGHT, ApiKey, KeyChange
from pb_core.errors import InvalidRequest
from pb_http.pages.forms import Form, sentence_at

STATES = ("active", "used_up", "disabled")
LABELS: Mapping[str, str] = {
    "name": "Name",
    "quota": "Quota",
    "quota_remaining": "Units left",
    "quota_total": "Units in total",
    "weight": "Turns",
    "webhook_url": "Webhook URL",
    "webhook_secret": "Webhook secret",
}
"""Fields by the names that rules call them, and what a page calls them."""


class Refused(Exception):
    """A form is not done as it is; ``at`` holds a sentence for each field that is wrong."""

    def __init__(self, at: Mapping[str, str]) -> None:
        super().__init__("; ".join(at.values()))
        self.at = at


def state_of(key: ApiKey) -> str:
    """Whether a key is active, disabled, or active with nothing left."""
    if not key.active:
        return "disabled"
    return "used_up" if key.quota_remaining == 0 else "active"


def shown(key: ApiKey) -> dict[str, str]:
    """The fields of a key that a form changes, as it shows them."""
    numbers = {"quota_remaining": key.quota_remaining, "quota_total": key.quota_total, "weight": key.weight}
    texts = {name: "" if number is None else str(number) for name, number in numbers.items()}
    return texts | {"webhook_url": key.webhook_url or ""}


def refusal(error: InvalidRequest) -> dict[str, str]:
    """A sentence of the rules at the field of a key that it is about."""
    return sentence_at(error, LABELS)


def quota_of(form: Form, name: str) -> int | None:
    """The units that a field says, ``None`` where it is empty, for unlimited; raises ``InvalidRequest``."""
    return form.whole(name, LABELS[name], 0, MAX_QUOTA)


def change_of(form: Form, key: ApiKey) -> KeyChange:
    """The change that the reader of a form made, without what was left as it was.

    Raises ``Refused``, also where a changed field is not any more what the form had shown.
    """
    now, change = shown(key), dict[str, int | str | UnsetType | None]()
    wrong: dict[str, str] = {}
    for name, parse in _PARSED.items():
        before = form.text(f"was_{name}")
        if form.text(name) == before:
            continue
        if before != now[name]:
            wrong[name] = _stale(LABELS[name], before, now[name])
            continue
        try:
            change[name] = parse(form)
        except InvalidRequest as error:
            wrong |= refusal(error)
    if wrong:
        raise Refused(wrong)
    return KeyChange(**change)  # type: ignore[arg-type]  # each is parsed by the rule of its field


def _stale(label: str, before: str, now: str) -> str:
    return (
        f"{label} was {before or 'empty'} when this form was opened and is {now or 'empty'} now: "
        "save once more if you still want to change it"
    )


def _weight(form: Form) -> int | UnsetType:
    weight = form.whole("weight", LABELS["weight"], 1, MAX_WEIGHT)
    return UNSET if weight is None else weight


_PARSED: Mapping[str, Callable[[Form], int | str | UnsetType | None]] = {
    "quota_remaining": lambda form: quota_of(form, "quota_remaining"),
    "quota_total": lambda form: quota_of(form, "quota_total"),
    "weight": _weight,
    "webhook_url": lambda form: form.text("webhook_url") or None,
}
