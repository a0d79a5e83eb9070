import json

import pytest

from pb_adapters.fakes.kie.models import CHAT_MODELS, CREDIT_MICROS, IMAGE_MODELS
from pb_adapters.fakes.kie.replies import KieReplies, credits_of, failure, outside, picture_tally, sent
from pb_adapters.fakes.prompt_parser import Question

MODEL = next(iter(CHAT_MODELS))
REPLIES = KieReplies()


def test_errors_come_under_http_200() -> None:
    answer = failure(422, "recordInfo is null")
    assert answer.status == 200
    assert json.loads(answer.body) == {"code": 422, "msg": "recordInfo is null", "data": None}
    assert json.loads(outside("size").body)["code"] == 500
    assert (sent({}).content_type or "").endswith("charset=UTF-8")


def test_a_completion_says_what_it_cost_in_credits() -> None:
    question = Question(endpoint="chat", model=MODEL, prompt="x" * 4000)
    tally = REPLIES.tally(question, "y" * 400, 0)
    document = REPLIES.with_words(question, "y" * 400, tally)
    assert document["credits_consumed"] == credits_of(tally.cost_micros) > 0
    assert REPLIES.sent(question, document).content_type is None


def test_the_last_chunk_of_a_stream_tells_the_credits() -> None:
    question = Question(endpoint="chat", model=MODEL, stream=True)
    document = REPLIES.with_words(question, "Hello", REPLIES.tally(question, "Hello", 0))
    *_, last, done = [line for line in REPLIES.sent(question, document).body.decode().split("\n\n") if line]
    assert "credits_consumed" in last
    assert done.endswith("[DONE]")


@pytest.mark.parametrize("model", IMAGE_MODELS)
def test_a_picture_costs_by_its_size(model: str) -> None:
    for size, price in IMAGE_MODELS[model].credits.items():
        tally = picture_tally(Question(endpoint="create", model=model, size=size))
        assert (tally.pictures, tally.cost_micros) == (1, round(price * CREDIT_MICROS))
