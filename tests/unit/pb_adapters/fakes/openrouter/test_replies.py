import pytest

from pb_adapters.fakes.openrouter.replies import OpenRouterReplies, model_of, usage
from pb_adapters.fakes.prompt_parser import Question, Tally

REPLIES = OpenRouterReplies()


def _question(**fields: object) -> Question:
    return Question(**{"endpoint": "chat", "model": "google/gemini-3.8-flash"} | fields)  # type: ignore[arg-type]  # by name


def test_words_cost_by_the_token_thoughts_too() -> None:
    tally = REPLIES.tally(_question(prompt="x" * 4000), "y" * 400, 0)
    assert tally == Tally(input_tokens=1000, output_tokens=100, thought_tokens=96, cost_micros=750 + 735)
    counted = usage(_question(), tally)
    assert (counted["completion_tokens"], counted["total_tokens"], counted["cost"]) == (196, 1196, 0.001485)


def test_pictures_cost_by_the_piece() -> None:
    question = _question(model="google/gemini-nano-banana-2.1", wants_picture=True, size="1K")
    tally = REPLIES.tally(question, "", 1)
    assert (tally.output_tokens, tally.cost_micros) == (1120, 1275 + 33_600)
    assert usage(question, tally)["completion_tokens_details"] == {"reasoning_tokens": 170, "image_tokens": 1120}


@pytest.mark.parametrize(("limit", "said"), [(50, 0), (100, 4), (400, 100)])
def test_a_limit_cuts(limit: int, said: int) -> None:
    question = _question(max_tokens=limit)
    tally = REPLIES.tally(question, "y" * 400, 0)
    (choice,) = REPLIES.with_words(question, "y" * 400, tally)["choices"]
    assert len(choice["message"]["content"]) == 4 * said
    assert choice["finish_reason"] == ("stop" if said == 100 else "length")


def test_a_model_that_was_never_checked() -> None:
    with pytest.raises(LookupError, match="no model x"):
        model_of(Question(endpoint="chat", model="x"))
