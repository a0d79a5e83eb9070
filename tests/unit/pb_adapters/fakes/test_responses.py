"""Requests of the Responses API as chats: instructions, messages with pictures, the form of the answer, its limit."""

import msgspec
import pytest

from pb_adapters.fakes.responses import InputMessage, InputPart, ResponsesRequest, TextOptions, as_chat


def test_a_text_is_what_a_user_says() -> None:
    body = ResponsesRequest(model="m", input="Hello.", instructions="Be brief.", max_output_tokens=9)
    assert as_chat(body) == {
        "model": "m",
        "messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Hello."}],
        "max_completion_tokens": 9,
    }


def test_parts_and_forms_stand_where_a_chat_has_them() -> None:
    parts = (InputPart(type="input_text", text="Look."), InputPart(type="input_image", image_url="data:x"))
    form = {"type": "json_schema", "name": "answer", "schema": {"type": "object"}}
    body = ResponsesRequest(model="m", input=(InputMessage(role="user", content=parts),), text=TextOptions(format=form))
    chat = as_chat(body)
    assert chat["messages"][0]["content"] == [
        {"type": "text", "text": "Look."},
        {"type": "image_url", "image_url": {"url": "data:x"}},
    ]
    assert chat["response_format"] == {
        "type": "json_schema",
        "json_schema": {"name": "answer", "schema": {"type": "object"}},
    }
    plain = as_chat(ResponsesRequest(model="m", input="x", text=TextOptions(format={"type": "text"})))
    assert plain["response_format"] == {"type": "text"}


def test_streams_are_not_played() -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"model": "m", "input": "x", "stream": True}, ResponsesRequest)
