import pytest
from hypothesis import given
from hypothesis import strategies as st

from pb_adapters.providers.apimart.errors import failure_from, failure_of, is_under_way
from pb_adapters.providers.apimart.wire import Envelope, Failure, apimart_upstream, envelope_of, micros_of
from pb_adapters.upstream.exchange import Answer, UpstreamPool
from pb_core.errors import OutcomeUnknown

KEY = "sk-planted-secret-0123456789"
UPSTREAM = apimart_upstream(UpstreamPool(), key=KEY)


@pytest.mark.parametrize(
    "document",
    [
        {"code": 200, "data": []},
        {"code": "success", "data": {}},
        {"request_id": "r", "data": {"id": "task_1"}},
        {"success": True},
        {"id": "chatcmpl-1", "choices": []},
        [],
        None,
    ],
)
def test_what_is_no_error_is_none(document: object) -> None:
    assert failure_of(UPSTREAM, Answer(200, {}, b""), envelope_of(document)) is None


@given(status=st.integers(400, 599), code=st.none() | st.integers() | st.text(max_size=20), text=st.text(max_size=400))
def test_every_error_is_one_sentence_without_the_key(status: int, code: int | str | None, text: str) -> None:
    envelope = Envelope(error=Failure(code=code, message=f"{text} {KEY}"))
    error = failure_of(UPSTREAM, Answer(status, {}, b""), envelope)
    assert str(error).startswith("APIMart ")
    assert KEY not in str(error)


def test_an_error_may_be_a_string() -> None:
    assert failure_from("broke").message == "broke"
    assert failure_from(None) == Failure()
    assert isinstance(failure_of(UPSTREAM, Answer(200, {}, b""), Envelope(error="broke")), OutcomeUnknown)


def test_only_an_idempotency_conflict_under_way_is_waited_for() -> None:
    busy = Envelope(error=Failure(code="idempotency_in_progress"))
    assert is_under_way(Answer(409, {}, b""), busy)
    assert not is_under_way(Answer(409, {}, b""), Envelope(error=Failure(code="idempotency_key_reused")))
    assert not is_under_way(Answer(200, {}, b""), Envelope())


def test_words_about_the_prompt_are_not_repeated() -> None:
    assert UPSTREAM.redacted_without_prompt("the prompt 'my secret' is odd") == ""
    assert UPSTREAM.redacted_without_prompt(f"no key {KEY}") == "no key [hidden]"


@pytest.mark.parametrize(("dollars", "micros"), [(None, None), (0.0, 0), (0.015, 15_000), (0.0085, 8_500)])
def test_dollars_become_micros(dollars: float | None, micros: int | None) -> None:
    assert micros_of(dollars) == micros
