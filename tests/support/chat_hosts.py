"""Chat endpoints of the five providers and OpenAI as documented: written apart from our fakes, to check both.

Each takes what is documented, turns everything else down with 400, and says ``{}``.
"""

import base64
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

KEY = "independent-key"
GEMINI, OPENROUTER, KIE, APIMART, OWN = (
    "gemini-3.8-flash",
    "openai/gpt-5.5",
    "gemini-3-8-flash-openai",
    "gpt-5.2",
    "own",
)
PICTURES = {"image/png", "image/jpeg", "image/webp"}
PORTABLE = {"image/png", "image/jpeg"}


class Refused(Exception):
    """A request that the documentation does not know; the text says what is wrong with it."""


class Heard:
    """What one request asked for, in the words of no provider."""

    def __init__(self) -> None:
        self.system = ""
        self.prompt = ""
        self.pictures: list[bytes] = []
        self.schema: dict[str, Any] | None = None
        self.limit: int | None = None
        self.temperature: float | None = None


class Hosts:
    """All of them; ``heard`` holds every request that was taken, ``refusals`` every other."""

    def __init__(self) -> None:
        self.heard: list[Heard] = []
        self.refusals: list[str] = []
        self.url = ""


def _only(name: str, value: Any, *names: str) -> dict[str, Any]:  # noqa: ANN401 - any JSON
    if not isinstance(value, dict) or (strange := set(value) - set(names)):
        raise Refused(f"{name} is {value if not isinstance(value, dict) else sorted(strange)}")
    return value


def _number(name: str, value: object, low: float, high: float, *, whole: bool = False) -> Any:  # noqa: ANN401 - int or float
    kinds = (int,) if whole else (int, float)
    if isinstance(value, bool) or not isinstance(value, kinds) or not low <= value <= high:
        raise Refused(f"{name} is {value!r}")
    return value


def _text(name: str, value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise Refused(f"{name} is no text: {value!r}")
    return value


def _picture(address: str, kinds: set[str]) -> bytes:
    head, _, data = address.partition(",")
    if not head.startswith("data:") or head.removeprefix("data:").partition(";")[0] not in kinds:
        raise Refused(f"a picture is {head}")
    if not head.endswith(";base64"):
        raise Refused("a picture is not in base64")
    return base64.b64decode(data, validate=True)


def _schema(value: Any) -> dict[str, Any]:  # noqa: ANN401 - any JSON
    """A schema with an object as its root, and without what some server refuses to make a grammar from."""
    if not isinstance(value, dict) or value.get("type") != "object" or not value.get("properties"):
        raise Refused("a schema's root is no object with properties")
    for part in _parts(value):
        if "prefixItems" in part or any(isinstance(part.get(word), bool) for word in ("items", "contains", "not")):
            raise Refused("a schema has prefixItems, or a schema that is true or false")
    return value


def _parts(schema: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401 - a schema may be true or false
    """The schema and every one in it."""
    if not isinstance(schema, dict):
        return
    yield schema
    lists = [schema.get(name, ()) for name in ("anyOf", "oneOf", "allOf")]
    tables = [schema.get(name, {}).values() for name in ("properties", "$defs")]
    for inner in (*[part for parts in (*lists, *tables) for part in parts], schema.get("items")):
        yield from _parts(inner)


def _strict(schema: dict[str, Any]) -> None:
    """What OpenAI asks of a schema that is held strictly."""
    for part in _parts(schema):
        for word in ("oneOf", "allOf", "not", "default", "minLength", "maxLength", "uniqueItems"):
            if word in part:
                raise Refused(f"'{word}' is not permitted")
        if part.get("type") == "object":
            if part.get("additionalProperties") is not False:
                raise Refused("'additionalProperties' is required to be supplied and to be false")
            if set(part.get("required", ())) != set(part.get("properties", ())):
                raise Refused("'required' is required to be an array including every key in properties")


def _format(value: Any, heard: Heard, *, strictly: bool) -> None:  # noqa: ANN401 - any JSON
    if value is None:
        return
    if value.get("type") != "json_schema":
        raise Refused(f"response_format is {value.get('type')}")
    named = _only("json_schema", value["json_schema"], "name", "strict", "schema", "description")
    if not 0 < len(_text("name", named["name"])) <= 64:
        raise Refused("the name of a schema is too long")
    heard.schema = _schema(named["schema"])
    if named.get("strict") and strictly:
        _strict(heard.schema)


def _messages(value: Any, heard: Heard, kinds: set[str]) -> None:  # noqa: ANN401 - any JSON
    if [message["role"] for message in value] not in (["system", "user"], ["user"]):
        raise Refused("the messages are not system and user")
    for message in value:
        _only("message", message, "role", "content")
        parts = message["content"]
        parts = [{"type": "text", "text": parts}] if isinstance(parts, str) else parts
        if parts[0]["type"] != "text":
            raise Refused("a picture stands before the text")
        text = "".join(_text("text", _only("part", p, "type", "text")["text"]) for p in parts if p["type"] == "text")
        setattr(heard, "system" if message["role"] == "system" else "prompt", text)
        for part in (part for part in parts if part["type"] != "text"):
            url = _only("part", part, "type", "image_url")["image_url"]
            heard.pictures.append(_picture(_only("image_url", url, "url", "detail")["url"], kinds))


def _gemini(body: dict[str, Any], heard: Heard) -> None:
    _only("body", body, "systemInstruction", "contents", "generationConfig", "safetySettings")
    (content,) = body["contents"]
    if content.get("role", "user") != "user":
        raise Refused("the one who asks is no user")
    for part in content["parts"]:
        if set(part) == {"text"}:
            heard.prompt += _text("text", part["text"])
            continue
        data = _only("inlineData", _only("part", part, "inlineData")["inlineData"], "mimeType", "data")
        heard.pictures.append(_picture(f"data:{data['mimeType']};base64,{data['data']}", PICTURES))
    heard.system = "".join(part["text"] for part in body.get("systemInstruction", {}).get("parts", ()))
    config = _only(
        "generationConfig",
        body["generationConfig"],
        *("temperature", "topP", "topK", "seed", "maxOutputTokens", "stopSequences", "responseMimeType"),
        *("responseSchema", "responseJsonSchema", "thinkingConfig", "mediaResolution"),
    )
    heard.limit = _number("maxOutputTokens", config["maxOutputTokens"], 1, 65_536, whole=True)
    heard.temperature = _number("temperature", config.get("temperature", 1), 0, 2)
    if "responseSchema" in config and "responseJsonSchema" in config:
        raise Refused("responseSchema and responseJsonSchema exclude each other")
    if "responseJsonSchema" in config:
        if config.get("responseMimeType") != "application/json":
            raise Refused("a schema needs responseMimeType application/json")
        heard.schema = _schema(config["responseJsonSchema"])
    thinking = _only("thinkingConfig", config.get("thinkingConfig", {}), "thinkingLevel", "includeThoughts")
    if thinking.get("thinkingLevel", "LOW") not in {"LOW", "MEDIUM", "HIGH"}:
        raise Refused(f"Thinking level {thinking['thinkingLevel']} is not supported for this model")


def _openrouter(body: dict[str, Any], heard: Heard) -> None:
    _only(
        "body",
        body,
        *("model", "models", "messages", "stream", "temperature", "max_tokens", "seed", "stop", "response_format"),
        *("provider", "reasoning", "modalities", "plugins", "user", "metadata", "usage"),
    )
    if body["model"] != OPENROUTER or body.get("stream", False):
        raise Refused("another model, or a stream")
    heard.limit = _number("max_tokens", body["max_tokens"], 1, 10**6, whole=True)
    heard.temperature = _number("temperature", body.get("temperature", 1), 0, 2)
    effort = _only("reasoning", body.get("reasoning", {}), "effort").get("effort", "none")
    if effort not in {"max", "xhigh", "high", "medium", "low", "minimal", "none"}:
        raise Refused(f"effort is {effort}")
    _messages(body["messages"], heard, PICTURES)
    _format(body.get("response_format"), heard, strictly=True)
    if heard.schema is not None and body.get("provider", {}).get("require_parameters") is not True:
        raise Refused("a schema may be routed to an endpoint that ignores it")


def _kie(body: dict[str, Any], heard: Heard) -> None:
    names = ("messages", "stream", "include_thoughts", "temperature", "max_tokens", "response_format")
    _only("body", body, "model", *names, "reasoning_effort")
    if body.get("stream", True) or body.get("include_thoughts", True):
        raise Refused("Kie streams, thoughts too, unless it is told not to")
    heard.limit = _number("max_tokens", body["max_tokens"], 1, 16_384, whole=True)
    heard.temperature = _number("temperature", body["temperature"], 0, 2)
    _messages(body["messages"], heard, PICTURES)
    _format(body.get("response_format"), heard, strictly=False)


def _apimart(body: dict[str, Any], heard: Heard) -> None:
    _only("body", body, "model", "messages", "stream", "temperature", "max_tokens", "max_completion_tokens")
    if body["model"] != APIMART or body.get("stream", True):
        raise Refused("another model, or a stream")
    heard.limit = _number("max_tokens", body.get("max_tokens", body.get("max_completion_tokens")), 1, 10**6, whole=True)
    heard.temperature = _number("temperature", body.get("temperature", 1), 0, 2)
    _messages(body["messages"], heard, PICTURES)


def _own(body: dict[str, Any], heard: Heard) -> None:
    names = ("model", "messages", "stream", "temperature", "max_tokens", "response_format", "stream_options")
    _only("body", body, *names, "reasoning_effort")
    if "stream_options" in body and body.get("stream") is not True:
        raise Refused("stream_options without a stream")
    heard.limit = _number("max_tokens", body["max_tokens"], 1, 10**6, whole=True)
    heard.temperature = _number("temperature", body["temperature"], 0, 2)
    _messages(body["messages"], heard, PORTABLE)
    _format(body.get("response_format"), heard, strictly=False)


def _openai(body: dict[str, Any], heard: Heard) -> None:
    names = ("model", "messages", "stream", "temperature", "max_completion_tokens", "response_format", "stream_options")
    _only("body", body, *names, "reasoning_effort")
    heard.limit = _number("max_completion_tokens", body["max_completion_tokens"], 1, 10**6, whole=True)
    heard.temperature = _number("temperature", body.get("temperature", 1), 0, 2)
    if body.get("reasoning_effort", "low") not in {"none", "minimal", "low", "medium", "high", "xhigh", "max"}:
        raise Refused("Unsupported value: reasoning_effort")
    _messages(body["messages"], heard, PICTURES)
    _format(body.get("response_format"), heard, strictly=True)


_POSTS = {
    f"/v1beta/models/{GEMINI}:generateContent": (_gemini, "x-goog-api-key", KEY),
    "/api/v1/chat/completions": (_openrouter, "authorization", f"Bearer {KEY}"),
    f"/{KIE}/v1/chat/completions": (_kie, "authorization", f"Bearer {KEY}"),
    "/apimart/v1/chat/completions": (_apimart, "authorization", f"Bearer {KEY}"),
    "/own/v1/chat/completions": (_own, "authorization", f"Bearer {KEY}"),
    "/openai/v1/chat/completions": (_openai, "authorization", f"Bearer {KEY}"),
}


def _answer(path: str) -> dict[str, Any]:
    if path.startswith("/v1beta"):
        content = {"role": "model", "parts": [{"text": "{}"}]}
        usage = {"promptTokenCount": 9, "candidatesTokenCount": 1, "totalTokenCount": 10}
        return {"candidates": [{"content": content, "finishReason": "STOP", "index": 0}], "usageMetadata": usage}
    choice = {"index": 0, "message": {"role": "assistant", "content": "{}"}, "finish_reason": "stop"}
    usage = {"prompt_tokens": 9000, "completion_tokens": 1, "total_tokens": 9001}
    return {"id": "1", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice], "usage": usage}


def _taken(hosts: Hosts, path: str, headers: dict[str, str], body: Any) -> dict[str, Any]:  # noqa: ANN401 - any JSON
    parts = urlsplit(path)
    if parts.path not in _POSTS or parts.query:
        raise Refused(f"no address: {path}")
    check, header, value = _POSTS[parts.path]
    if headers.get(header) != value or not headers.get("content-type", "").startswith("application/json"):
        raise Refused(f"{header} or content-type is wrong")
    heard = Heard()
    check(body, heard)
    hosts.heard.append(heard)
    return _answer(parts.path)


def _handler(hosts: Hosts) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name.lower(): text for name, text in self.headers.items()}
            try:
                status, answer = 200, _taken(hosts, self.path, headers, json.loads(raw))
            except (Refused, LookupError, TypeError, ValueError) as error:
                hosts.refusals.append(f"{self.path}: {error!r}")
                status, answer = 400, {"error": {"code": 400, "message": str(error), "status": "INVALID_ARGUMENT"}}
            data = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Handler


@contextmanager
def chat_hosts() -> Iterator[Hosts]:
    """All of them at one address."""
    hosts = Hosts()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(hosts))
    hosts.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield hosts
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
