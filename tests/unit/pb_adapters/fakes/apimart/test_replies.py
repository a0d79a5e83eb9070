import json

import pytest

from pb_adapters.fakes.apimart.models import CHAT_MODELS, IMAGE_MODELS
from pb_adapters.fakes.apimart.replies import (
    NEW_VERSION,
    VERSION_HEADER,
    ApimartReplies,
    GoogleReplies,
    error,
    picture_tally,
)
from pb_adapters.fakes.prompt_parser import Question

MODEL = next(iter(CHAT_MODELS))


def test_an_error_in_the_classic_and_the_new_form() -> None:
    classic, new = error("", 401, "No."), error(NEW_VERSION, 401, "No.")
    assert (classic.status, new.status) == (401, 401)
    assert json.loads(classic.body)["error"] == {"code": 401, "message": "No.", "type": "authentication_error"}
    assert json.loads(new.body)["error"]["code"] == "invalid_api_key"
    assert new.headers[VERSION_HEADER] == NEW_VERSION
    assert VERSION_HEADER not in classic.headers


def test_chat_is_json_or_events_with_a_comment() -> None:
    replies, question = ApimartReplies(), Question(endpoint="chat", model=MODEL, stream=True)
    document = replies.with_words(question, "Hello", replies.tally(question, "Hello", 0))
    assert b": ping" in replies.sent(question, document).body
    plain = Question(endpoint="chat", model=MODEL)
    assert json.loads(replies.sent(plain, document).body) == document


def test_words_in_the_form_of_google_stand_in_an_envelope() -> None:
    replies, question = GoogleReplies(), Question(endpoint="generate", model=MODEL)
    document = replies.with_words(question, "Hello", replies.tally(question, "Hello", 0))
    assert document["code"] == 200
    assert document["data"]["candidates"]
    assert "usageMetadata" in document


@pytest.mark.parametrize("model", IMAGE_MODELS)
def test_pictures_cost_by_size_and_number(model: str) -> None:
    for size, price in IMAGE_MODELS[model].prices.items():
        tally = picture_tally(Question(endpoint="create", model=model, size=size), 2)
        assert (tally.pictures, tally.cost_micros) == (2, round(price * 1_000_000) * 2)
