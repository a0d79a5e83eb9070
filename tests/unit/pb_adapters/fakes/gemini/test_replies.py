import pytest

from pb_adapters.fakes.gemini.replies import GeminiReplies, picture_tokens, tokens
from pb_adapters.fakes.pictures import paint
from pb_adapters.fakes.prompt_parser import Question, Tally

REPLIES = GeminiReplies()
WORDS = Question(endpoint="generate", model="gemini-3.8-flash", prompt="x" * 4000)
PICTURE = Question(
    endpoint="generate", model="gemini-nano-banana-2.1", prompt="x" * 4000, wants_picture=True, size="2K"
)


def test_tokens() -> None:
    assert (tokens(""), tokens("abcd"), tokens("abcde")) == (0, 1, 2)
    assert picture_tokens(paint("a", "b", 384, 384)) == 258
    assert picture_tokens(paint("a", "b", 769, 100)) == 516


def test_words_cost_by_the_token_thoughts_too() -> None:
    tally = REPLIES.tally(WORDS, "y" * 400, 0)
    assert tally == Tally(input_tokens=1000, output_tokens=100, thought_tokens=188, cost_micros=1830)


def test_pictures_cost_by_the_piece() -> None:
    tally = REPLIES.tally(PICTURE, "", 1)
    assert (tally.output_tokens, tally.pictures, tally.cost_micros) == (1680, 1, 1500 + 705 + 50_400)
    assert REPLIES.tally(PICTURE, "", 0).cost_micros == 1500 + 705


@pytest.mark.parametrize(("limit", "thoughts", "said"), [(100, 100, 0), (188, 188, 0), (200, 188, 12), (300, 188, 100)])
def test_thinking_eats_from_the_same_limit(limit: int, thoughts: int, said: int) -> None:
    question = Question(endpoint="generate", model="gemini-3.8-flash", max_tokens=limit)
    tally = REPLIES.tally(question, "y" * 400, 0)
    assert (tally.thought_tokens, tally.output_tokens) == (thoughts, said)
    (candidate,) = REPLIES.with_words(question, "y" * 400, tally)["candidates"]
    text = "".join(part["text"] for part in candidate["content"].get("parts", []))
    assert (len(text), candidate["finishReason"]) == (4 * said, "STOP" if said == 100 else "MAX_TOKENS")


def test_usage_leaves_out_what_is_nothing() -> None:
    document = REPLIES.with_picture(PICTURE, None, Tally(input_tokens=3))
    assert document["usageMetadata"] == {
        "promptTokenCount": 3,
        "totalTokenCount": 3,
        "promptTokensDetails": [{"modality": "TEXT", "tokenCount": 3}],
    }


def test_streams_with_and_without_events() -> None:
    question = Question(endpoint="generate", model="gemini-3.8-flash", stream=True, fields={"sse": "yes"})
    document = REPLIES.with_words(question, "Hello", REPLIES.tally(question, "Hello", 0))
    events = REPLIES.sent(question, document)
    assert events.body.count(b"data: ") == 2
    listed = REPLIES.sent(Question(endpoint="generate", model="gemini-3.8-flash", stream=True), document)
    assert listed.body.startswith(b"[{")
    short = REPLIES.with_words(question, "x", REPLIES.tally(question, "x", 0))
    assert REPLIES.sent(question, short).body.count(b"data: ") == 1
