import pytest

from pb_adapters.providers.openai_compatible.listing import served_models
from pb_core.errors import BadAnswer, EngineMisconfigured
from scripted_wire import Reply, Wire


async def test_models_are_named_in_the_servers_order(wire: Wire) -> None:
    wire.says("/v1/models", {"object": "list", "data": [{"id": "qwen3:8b", "object": "model"}, {"id": "a"}]})
    assert await served_models(wire.url) == ("qwen3:8b", "a")


async def test_a_server_that_wants_a_key_says_so(wire: Wire) -> None:
    wire.says("/v1/models", Reply({"error": {"message": "Invalid API Key"}}, 401))
    with pytest.raises(EngineMisconfigured, match="key"):
        await served_models(wire.url, "wrong")


async def test_a_server_of_another_kind_is_told(wire: Wire) -> None:
    wire.says("/v1/models", Reply(b"<html></html>"))
    with pytest.raises(BadAnswer):
        await served_models(wire.url)
