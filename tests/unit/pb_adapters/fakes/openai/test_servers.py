import pytest

from pb_adapters.fakes.openai.servers import SERVERS, is_strict


@pytest.mark.parametrize(
    ("schema", "strict"),
    [
        ({"type": "string"}, True),
        ({"type": "object", "properties": {}, "required": [], "additionalProperties": False}, True),
        ({"type": "object", "properties": {"a": {}}, "required": ["a"], "additionalProperties": False}, True),
        ({"type": "object", "properties": {"a": {}}, "required": [], "additionalProperties": False}, False),
        ({"type": "object", "properties": {"a": {}}, "required": ["a"]}, False),
        ({"type": "array", "items": {"type": "object", "properties": {"a": {}}}}, False),
    ],
)
def test_the_strict_form_is_told_apart(schema: object, *, strict: bool) -> None:
    assert is_strict(schema) is strict


@pytest.mark.parametrize("server", SERVERS.values(), ids=lambda server: server.name or "openai")
def test_every_server_words_its_errors(server: object) -> None:
    assert server.error(404, "gone").status == 404  # type: ignore[attr-defined]
    assert b"gone" in server.error(404, "gone").body  # type: ignore[attr-defined]
