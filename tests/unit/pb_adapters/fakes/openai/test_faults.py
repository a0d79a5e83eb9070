import pytest

from pb_adapters.fakes.openai.faults import FAULTS
from pb_adapters.fakes.openai.requests import SERVER
from pb_adapters.fakes.openai.servers import SERVERS, WRITER
from pb_adapters.fakes.prompt_parser import Question


@pytest.mark.parametrize("server", SERVERS)
@pytest.mark.parametrize("name", ["throttled", "bad-key", "loading", "unavailable", "schema-refused"])
def test_errors_are_worded_as_the_server_words_them(name: str, server: str) -> None:
    instead = FAULTS[name].instead
    assert instead is not None
    answer = instead(Question(endpoint="chat", model=WRITER, fields={SERVER: server}))
    assert answer is not None
    assert answer.status in {400, 401, 429, 503}
    assert answer.body.startswith(b'{"error":"' if server == "lmstudio" else b'{"error":{')


@pytest.mark.parametrize("name", ["thinking", "thinking-open", "another-language", "two-megabytes"])
def test_weak_models_say_something_else(name: str) -> None:
    words = FAULTS[name].words
    assert words is not None
    assert words('{"a": 1}') != '{"a": 1}'
