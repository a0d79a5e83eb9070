import pytest

from pb_adapters.providers.apimart.wire import Envelope, Failure, envelope_of, micros_of


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ({"code": 200, "data": [1]}, Envelope(code=200, data=[1])),
        ({"request_id": "r", "data": {"id": "a"}}, Envelope(data={"id": "a"})),
        (
            {"error": {"code": "bad", "message": "No.", "type": "server_error"}},
            Envelope(error=Failure(code="bad", message="No.", type="server_error")),
        ),
        ({"success": False, "message": "No."}, Envelope(success=False, message="No.")),
        ({"error": "No."}, Envelope(error="No.")),
        (["of another form"], Envelope()),
        (None, Envelope()),
    ],
)
def test_every_form_of_the_outside_of_an_answer(document: object, expected: Envelope) -> None:
    assert envelope_of(document) == expected


def test_dollars_are_micros() -> None:
    assert [micros_of(dollars) for dollars in (None, 0, 0.0425, 0.0000004)] == [None, 0, 42_500, 1]
