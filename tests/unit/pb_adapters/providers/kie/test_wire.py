import pytest

from pb_adapters.providers.kie.wire import Envelope, envelope_of, micros_of


@pytest.mark.parametrize(
    ("document", "text"),
    [
        ({"code": 422, "msg": "recordInfo is null"}, "recordInfo is null"),
        ({"code": 401, "message": "No access."}, "No access."),
        ({"error": {"message": "Busy."}}, "Busy."),
        ({"error": "Busy."}, "Busy."),
        ({"error": {"message": 5}}, ""),
        ({"data": {}}, ""),
    ],
)
def test_the_words_of_every_form(document: object, text: str) -> None:
    assert envelope_of(document).text == text


@pytest.mark.parametrize("document", [None, [], "words", {"code": [1]}])
def test_another_form_is_an_empty_envelope(document: object) -> None:
    assert envelope_of(document) == Envelope()


def test_credits_are_micros_rounded_up() -> None:
    assert [micros_of(credits_) for credits_ in (None, 0, 1, 0.0001, 2.0000000001)] == [None, 0, 5_000, 1, 10_000]
