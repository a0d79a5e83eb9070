import pytest

from pb_adapters.fakes.openai.replies import OpenAiReplies
from pb_adapters.fakes.openai.requests import CUT, SERVER
from pb_adapters.fakes.openai.servers import THINKER, WRITER
from pb_adapters.fakes.prompt_parser import Question


def asked(model: str, server: str, **fields: str) -> Question:
    return Question(endpoint="chat", model=model, prompt="Name a town.", fields={SERVER: server} | fields)


@pytest.mark.parametrize(("server", "member"), [("lmstudio", "reasoning_content"), ("ollama", "content")])
def test_thoughts_stand_where_the_server_puts_them(server: str, member: str) -> None:
    question, replies = asked(THINKER, server), OpenAiReplies()
    document = replies.with_words(question, '{"town": "Ulm"}', replies.tally(question, '{"town": "Ulm"}', 0))
    message = document["choices"][0]["message"]
    assert '{"town": "Ulm"}' in message[member]
    assert (message["content"] == "") is (server == "lmstudio")


def test_a_question_that_was_cut_counts_as_what_is_left() -> None:
    assert OpenAiReplies().tally(asked(WRITER, "ollama", **{CUT: "2050"}), "words", 0).input_tokens == 2050
