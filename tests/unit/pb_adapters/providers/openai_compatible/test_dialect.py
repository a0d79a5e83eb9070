import msgspec
import pytest

from pb_adapters.providers.openai_compatible.dialect import Dialect, Dialects, Held
from pb_adapters.upstream.exchange import Answer

PROVIDER, WANTED, CHARACTERS = "The model server", 4096, 24_000


def refusal(words: str, status: int = 400) -> Answer:
    return Answer(status, {}, msgspec.json.encode({"error": {"message": words}}))


def learnt(dialect: Dialect, words: str, status: int = 400, sent: Dialect | None = None) -> str:
    """What is put in another way from now on; empty for nothing."""
    error = dialect.learnt(refusal(words, status), PROVIDER, sent or dialect.as_now(), WANTED, CHARACTERS)
    if error is None:
        return ""
    assert error.retryable
    return str(error).removeprefix(f"{PROVIDER} does not take ").partition(";")[0]


def test_a_refused_name_of_the_limit_is_changed_once() -> None:
    dialect = Dialect()
    words = "Unsupported parameter: 'max_tokens' is not supported. Use 'max_completion_tokens' instead."
    assert learnt(dialect, words) == "max_tokens"
    assert dialect.limit == "max_completion_tokens"
    assert learnt(dialect, words) == ""


@pytest.mark.parametrize(
    ("words", "member"),
    [
        ("Unsupported value: 'temperature' does not support 0.2 with this model.", "takes_temperature"),
        ('"writer" does not support thinking', "takes_effort"),
        ("Unrecognized request argument supplied: reasoning_effort", "takes_effort"),
        ("stream_options is not permitted", "counts_streams"),
    ],
)
def test_a_refused_member_is_left_out_from_then_on(words: str, member: str) -> None:
    dialect = Dialect()
    assert learnt(dialect, words)
    assert getattr(dialect, member) is False
    assert learnt(dialect, words) == ""


@pytest.mark.parametrize(
    ("words", "status", "held"),
    [
        ("response_format is not supported", 400, Held.WORDS),
        ("JSON schema error at #/properties/a: schema must be an object", 400, Held.WORDS),
        ("Input validation error: grammar is not valid", 422, Held.WORDS),
        ("Cannot use both json_schema and grammar", 500, Held.WORDS),
        ("Invalid schema for response_format 'x': 'additionalProperties' is required", 400, Held.STRICT),
    ],
)
def test_a_refused_schema_goes_in_another_form(words: str, status: int, held: Held) -> None:
    dialect = Dialect()
    assert "Schema" in learnt(dialect, words, status)
    assert dialect.held is held


def test_a_schema_that_is_refused_in_each_form_stands_in_words_and_is_no_longer_the_fault() -> None:
    dialect = Dialect()
    words = "Invalid schema for response_format 'x': 'additionalProperties' is required"
    assert [bool(learnt(dialect, words)) for _ in range(3)] == [True, True, False]
    assert dialect.held is Held.WORDS


@pytest.mark.parametrize(
    "words",
    [
        "'max_tokens' is not supported. Use 'max_completion_tokens' instead.",
        "'temperature' does not support 0.2 with this model.",
        "Unrecognized request argument supplied: reasoning_effort",
        "stream_options is not permitted",
        "response_format is not supported",
        "Invalid schema for response_format 'x': 'additionalProperties' is required",
        "maximum context length is 8192 tokens. However, you requested 10096 tokens (6000 in the messages)",
    ],
)
def test_of_several_requests_at_once_each_may_be_tried_again_and_one_teaches(words: str) -> None:
    dialect = Dialect()
    sent = [dialect.as_now() for _ in range(4)]
    assert learnt(dialect, words, sent=sent[0])
    known = vars(dialect.as_now())
    assert all(learnt(dialect, words, sent=other) for other in sent[1:])
    assert vars(dialect) == known


def test_of_two_questions_too_long_at_once_the_denser_one_is_the_measure() -> None:
    dialect = Dialect()
    sent = dialect.as_now()
    for asked in (6000, 3000):
        words = f"maximum context length is 8192 tokens. However, you requested x ({asked} in the messages)"
        assert dialect.learnt(refusal(words), PROVIDER, sent, 8000, CHARACTERS)
    assert dialect.room(CHARACTERS, WANTED) == 8192 - 6120 - 1


TOO_LONG = (
    (
        "This model's maximum context length is 8192 tokens. However, you requested 10096 tokens (6000 in the "
        "messages, 4096 in the completion)."
    ),
    (
        "'max_tokens' or 'max_completion_tokens' is too large: 4096. This model's maximum context length is 8192 "
        "tokens and your request has 6000 input tokens (4096 > 8192 - 6000)."
    ),
    (
        "Requested token count exceeds the model's maximum context length of 8192 tokens. You requested a total of "
        "10096 tokens: 6000 tokens from the input messages and 4096 tokens for the completion."
    ),
)


@pytest.mark.parametrize("words", TOO_LONG)
def test_an_answer_too_long_for_the_window_is_asked_for_shorter(words: str) -> None:
    dialect = Dialect()
    assert learnt(dialect, words) == "an answer of 4,096 tokens"
    assert dialect.room(CHARACTERS, WANTED) == 8192 - 6120 - 1
    assert dialect.room(CHARACTERS // 4, WANTED) == WANTED
    assert dialect.room(CHARACTERS * 4, WANTED) == 512
    assert learnt(dialect, words) == ""


@pytest.mark.parametrize("asked", [8100, 9000])
def test_a_question_too_long_for_the_window_teaches_nothing(asked: int) -> None:
    words = f"This model's maximum context length is 8192 tokens. However, you requested x ({asked} in the messages)."
    assert learnt(Dialect(), words) == ""


@pytest.mark.parametrize(("words", "status"), [("model 'x' not found", 404), ("temperature", 429), ("bad", 400)])
def test_other_refusals_teach_nothing(words: str, status: int) -> None:
    assert learnt(Dialect(), words, status) == ""


def test_models_have_their_own_dialects_and_openai_is_known() -> None:
    dialects = Dialects()
    assert dialects.of("a") is dialects.of("a")
    assert dialects.of("a") is not dialects.of("b")
    openai = Dialects().of("gpt-5.5", "https://api.openai.com/v1")
    assert (openai.held, openai.limit) == (Held.STRICT, "max_completion_tokens")
