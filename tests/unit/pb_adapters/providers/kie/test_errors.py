import pytest
from hypothesis import given
from hypothesis import strategies as st

from pb_adapters.providers.kie.errors import failure_of, meaning
from pb_adapters.providers.kie.wire import Envelope, envelope_of, kie_upstream, micros_of
from pb_adapters.upstream.exchange import Answer, Upstream, UpstreamPool
from pb_core.errors import (
    Billed,
    ContentBlocked,
    EngineError,
    EngineExhausted,
    EngineMisconfigured,
    EngineThrottled,
    EngineUnavailable,
    OutcomeUnknown,
    OutOfFunds,
    RequestRejected,
)

KEY = "0123456789abcdef0123456789abcdef"


@pytest.fixture(scope="module")
def upstream() -> Upstream:
    return kie_upstream(UpstreamPool(), key=KEY)


@pytest.mark.parametrize(
    ("code", "text", "kind"),
    [
        (401, "", EngineMisconfigured),
        (402, "", OutOfFunds),
        (404, "", EngineMisconfigured),
        (408, "", OutcomeUnknown),
        (422, "", RequestRejected),
        (429, "", EngineThrottled),
        (433, "", EngineExhausted),
        (455, "", EngineUnavailable),
        (500, "", EngineUnavailable),
        (501, "", EngineUnavailable),
        (503, "", EngineUnavailable),
        (505, "", EngineMisconfigured),
        (524, "no user can use", EngineUnavailable),
        ("500", "Internal Error", EngineUnavailable),
        (500, "Insufficient credits", OutOfFunds),
        (402, "This field is required", RequestRejected),
        (500, "This aspect_ratio is not within the range of allowed options", RequestRejected),
        (200, "The model is not supported", EngineMisconfigured),
        ("SENSITIVE_WORD_ERROR", "", ContentBlocked),
        (422, "PUBLIC_ERROR_UNSAFE_GENERATION", ContentBlocked),
    ],
)
def test_words_count_before_codes(upstream: Upstream, code: int | str, text: str, kind: type[EngineError]) -> None:
    assert type(meaning(upstream, code, text)) is kind


@pytest.mark.parametrize("code", [0, 1, 299, 999, "", "ODD"])
def test_what_says_nothing_means_nothing(upstream: Upstream, code: int | str) -> None:
    assert meaning(upstream, code, "hello") is None


def number_of(code: int | str) -> int | None:
    """The code as a number; a superscript two is a digit and no number."""
    try:
        return int(code)
    except ValueError:
        return None


@given(code=st.integers(-1, 1000) | st.text(max_size=20), text=st.text(max_size=400))
def test_every_answer_is_a_success_or_one_sentence(code: int | str, text: str) -> None:
    upstream = kie_upstream(UpstreamPool(), key=KEY)
    error = failure_of(upstream, Answer(200, {}, b""), Envelope(code=code, msg=f"{text} {KEY}"))
    if error is None:
        assert number_of(code) in {None, 200}
    else:
        assert str(error).startswith("Kie ")
        assert KEY not in str(error)


def test_an_http_status_counts_where_the_body_says_nothing(upstream: Upstream) -> None:
    error = failure_of(upstream, Answer(524, {}, b""), Envelope())
    assert isinstance(error, OutcomeUnknown)
    blocked = failure_of(upstream, Answer(403, {}, b""), envelope_of(["no", "envelope"]))
    assert isinstance(blocked, EngineMisconfigured)


def test_older_envelopes_are_read() -> None:
    assert envelope_of({"code": 500, "message": "old"}).text == "old"
    assert envelope_of({"error": {"message": "inner"}}).text == "inner"
    assert envelope_of({"error": "plain"}).text == "plain"
    assert envelope_of({"code": [], "msg": "odd"}) == Envelope()


def test_words_about_the_prompt_are_not_repeated(upstream: Upstream) -> None:
    assert upstream.redacted_without_prompt("Invalid Prompt: my secret") == ""
    error = meaning(upstream, 422, "prohibited: my secret")
    assert "secret" not in str(error)
    assert error is not None
    assert error.billed is Billed.UNKNOWN


@pytest.mark.parametrize(("credits", "micros"), [(None, None), (0.0, 0), (4, 20_000), (0.07, 350), (0.00001, 1)])
def test_a_credit_is_half_a_cent(credits: float | None, micros: int | None) -> None:  # noqa: A002 - Kie's word
    assert micros_of(credits) == micros
