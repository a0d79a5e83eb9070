"""The fake of OpenAI and of the servers that speak like it: ``/openai/v1``, ``/openai/ollama/v1`` and so on."""

from collections.abc import Mapping
from typing import Any

from pb_adapters.fakes.call import FakeCall, Rejected
from pb_adapters.fakes.exchange import Answer, json_answer
from pb_adapters.fakes.openai.faults import FAULTS
from pb_adapters.fakes.openai.replies import OpenAiReplies
from pb_adapters.fakes.openai.requests import check_key, read_chat, read_image, read_response
from pb_adapters.fakes.openai.servers import MODELS, PAINTER, SERVERS, Server
from pb_adapters.fakes.responses import RESPONSES, ResponsesReplies
from pb_adapters.fakes.scripted_faults import Fault

API = "/v1"


class OpenAi:
    """Plays OpenAI at ``/openai``, and each kind of server under its own name behind it."""

    name = "openai_compatible"
    prefix = "/openai"
    faults: Mapping[str, Fault] = FAULTS

    def __init__(self) -> None:
        self._replies = OpenAiReplies()
        self._responses = ResponsesReplies(self._replies)

    async def answer(self, call: FakeCall) -> Answer:
        """Answer a request; raises ``Rejected`` for a wrong one."""
        server, path = _server_of(call.path)
        check_key(call, server)
        match call.request.method, path:
            case "POST", "/chat/completions":
                call.at("chat")
                return await call.play(read_chat(call, server), self._replies)
            case "POST", "/responses" if server.responds:
                call.at(RESPONSES)
                return await call.play_words(read_response(call, server), self._responses)
            case "POST", "/images/generations" if server.paints:
                call.at("images")
                return await call.play(read_image(call, server), self._replies)
            case "GET", "/models":
                call.at("models")
                return json_answer({"object": "list", "data": [_described(name) for name in (*MODELS, PAINTER)]})
            case method, _:
                status, words = server.no_path
                raise Rejected(server.error(status, words.format(method=method, path=call.path)), f"no {call.path}")

    def reset(self) -> None:
        """Nothing is kept."""


def _server_of(path: str) -> tuple[Server, str]:
    """The server that a path names, and the path behind its API; a path without the API is known to llama.cpp alone."""
    first, _, rest = path.removeprefix("/").partition("/")
    server = SERVERS.get(first, SERVERS[""])
    rest = f"/{rest}" if server.name else path
    known = rest.startswith(API) or server.any_model
    return server, rest.removeprefix(API) if known else ""


def _described(name: str) -> dict[str, Any]:
    return {"id": name, "object": "model", "created": 1_764_000_000, "owned_by": "library"}
