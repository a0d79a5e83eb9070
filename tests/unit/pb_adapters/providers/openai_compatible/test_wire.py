import msgspec
from msgspec.structs import replace

from pb_adapters.providers.openai_compatible.dialect import Dialect, Held
from pb_adapters.providers.openai_compatible.wire import body_of, characters_of
from pb_adapters.upstream.exchange import Answer
from pb_adapters.upstream.schema_outline import shown_form
from pb_core.ports.vlm import ImagePart, VlmRequest
from pb_core.testing.memory.vlm import sample_requests

PICTURE = ImagePart(media_type="image/png", data=b"x")


def request() -> VlmRequest:
    return replace(sample_requests()["stylist"][0], max_output_tokens=2000, effort="low")


def test_text_alone_is_a_string_and_the_form_is_shown_beside_the_schema() -> None:
    body = msgspec.json.decode(msgspec.json.encode(body_of("qwen", request(), (), Dialect())))
    system, user = body["messages"]
    assert system == {"role": "system", "content": request().system}
    assert user["content"].startswith(request().prompt)
    assert '"description": string' in user["content"]
    assert body["response_format"]["json_schema"]["schema"] == msgspec.json.decode(request().schema)
    assert (body["stream"], body["stream_options"]) == (True, {"include_usage": True})
    assert (body["max_tokens"], body["temperature"], body["reasoning_effort"]) == (2000, 0.2, "low")


def test_text_stands_before_the_pictures() -> None:
    body = body_of("qwen", request(), (PICTURE,), Dialect())
    content = body.messages[-1].content
    assert [part.type for part in content if not isinstance(part, str)] == ["text", "image_url"]
    assert characters_of(body.messages) == sum(
        map(len, (request().system, request().prompt, shown_form(request().schema)))
    )


def test_what_was_refused_is_put_in_another_way() -> None:
    dialect = Dialect(Held.WORDS, "max_completion_tokens")
    dialect.takes_temperature = dialect.takes_effort = dialect.counts_streams = False
    words = "maximum context length is 4000 tokens. However, you requested 6000 tokens (3000 in the messages)"
    assert dialect.learnt(Answer(400, {}, words.encode()), "The server", dialect.as_now(), 2000, 1_000)
    body = msgspec.json.decode(msgspec.json.encode(body_of("qwen", request(), (), dialect)))
    assert set(body) == {"model", "messages", "stream", "max_completion_tokens"}
    assert 512 <= body["max_completion_tokens"] < 2000
    assert body["messages"][-1]["content"].endswith(request().schema.decode())


def test_a_schema_that_nothing_held_is_spelt_out_and_sent_all_the_same() -> None:
    dialect = Dialect()
    dialect.ignored_schema()
    body = msgspec.json.decode(msgspec.json.encode(body_of("qwen", request(), (), dialect)))
    assert body["messages"][-1]["content"].endswith(request().schema.decode())
    assert "response_format" in body


def test_openai_gets_the_strict_form() -> None:
    body = msgspec.json.decode(msgspec.json.encode(body_of("gpt", request(), (), Dialect(Held.STRICT))))
    schema = body["response_format"]["json_schema"]["schema"]
    assert schema["additionalProperties"] is False
    assert schema["required"] == list(schema["properties"])
