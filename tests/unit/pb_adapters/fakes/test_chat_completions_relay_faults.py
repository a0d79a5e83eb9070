from typing import Any

import pytest

from pb_adapters.fakes.chat_completions import CHAT_FAULTS, REFUSAL, without

DOCUMENT: dict[str, Any] = {
    "choices": [{"index": 0, "message": {"role": "assistant", "content": "Green."}, "finish_reason": "stop"}],
    "usage": {"total_tokens": 3},
}


def _played(name: str) -> dict[str, Any]:
    change = CHAT_FAULTS[name].reply
    assert change is not None
    changed: dict[str, Any] = change(DOCUMENT)
    return changed


@pytest.mark.parametrize(
    ("fault", "content", "reason"),
    [
        ("content-list", [{"type": "text", "text": "Green."}], "stop"),
        ("content-null", None, "stop"),
        ("refused", REFUSAL, "stop"),
        ("refusal-field", None, "stop"),
        ("blocked", None, "content_filter"),
        ("max-tokens", "", "length"),
        ("max-tokens-cut", "Gre", "length"),
    ],
)
def test_contents(fault: str, content: object, reason: str) -> None:
    (choice,) = _played(fault)["choices"]
    assert (choice["message"]["content"], choice["finish_reason"]) == (content, reason)


def test_members_are_missing() -> None:
    assert _played("refusal-field")["choices"][0]["message"]["refusal"] == REFUSAL
    assert _played("empty-candidates")["choices"] == []
    assert "usage" not in _played("no-usage")
    assert without("choices")(DOCUMENT) == {"usage": {"total_tokens": 3}}


def test_every_fault_spoils_words_only() -> None:
    assert {fault.only for fault in CHAT_FAULTS.values()} == {"words"}
