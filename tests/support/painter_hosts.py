"""Hosts of the five providers as their documentation has them: written apart from our fakes, to check both.

Each takes what is documented, turns everything else down with 400, and paints one white picture.
"""

import base64
import io
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from PIL import Image

KEY = "independent-key"
RATIOS = {"1:1", "2:3", "3:2", "3:4", "4:3", "4:5", "5:4", "9:16", "16:9", "21:9"}


class Refused(Exception):
    """A request that the documentation does not know; the text says what is wrong with it."""


class Host:
    """What the hosts have seen: ``prompts`` of painters in order, ``sizes`` as ratio and resolution, pictures shown."""

    def __init__(self) -> None:
        self.prompts: list[str] = []
        self.sizes: list[tuple[str, str]] = []
        self.shown: list[int] = []
        self.refusals: list[str] = []
        self.url = ""

    def painted(self, prompt: object, ratio: object, resolution: object, shown: int = 0) -> None:
        """Note one order."""
        self.prompts.append(_text("prompt", prompt))
        self.sizes.append((str(ratio), str(resolution)))
        self.shown.append(shown)


def _text(name: str, value: object) -> str:
    if not isinstance(value, str) or not value:
        raise Refused(f"{name} is no text: {value!r}")
    return value


def _only(body: dict[str, Any], *names: str) -> None:
    if strange := set(body) - set(names):
        raise Refused(f"unknown: {sorted(strange)}")


def _one_of(name: str, value: object, allowed: set[str]) -> object:
    if value not in allowed:
        raise Refused(f"{name} is {value!r}")
    return value


def _png() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (1376, 768), (255, 255, 255)).save(buffer, "PNG")
    return buffer.getvalue()


def _base64() -> str:
    return base64.b64encode(_png()).decode()


def _gemini(host: Host, body: dict[str, Any]) -> dict[str, Any]:
    _only(body, "contents", "generationConfig", "systemInstruction", "safetySettings")
    config = body["generationConfig"]
    _only(config, "responseModalities", "imageConfig", "temperature", "maxOutputTokens", "seed")
    if "IMAGE" not in config["responseModalities"]:
        raise Refused("no picture is asked for")
    _only(config["imageConfig"], "aspectRatio", "imageSize")
    parts = body["contents"][0]["parts"]
    pictures = [part["inlineData"] for part in parts if "inlineData" in part]
    for picture in pictures:
        base64.b64decode(picture["data"], validate=True)
    prompt = "".join(part.get("text", "") for part in parts)
    ratio = _one_of("aspectRatio", config["imageConfig"]["aspectRatio"], RATIOS)
    size = _one_of("imageSize", config["imageConfig"]["imageSize"], {"512", "1K", "2K", "4K"})
    host.painted(prompt, ratio, size, len(pictures))
    data = {"inlineData": {"mimeType": "image/png", "data": _base64()}}
    return {"candidates": [{"content": {"role": "model", "parts": [data]}, "finishReason": "STOP", "index": 0}]}


def _openrouter(host: Host, body: dict[str, Any]) -> dict[str, Any]:
    _only(body, "model", "prompt", "n", "resolution", "aspect_ratio", "input_references", "seed", "provider")
    references = body.get("input_references", [])
    for reference in references:
        if reference["type"] != "image_url" or not reference["image_url"]["url"].startswith("data:image/"):
            raise Refused("a reference is no picture")
    ratio = _one_of("aspect_ratio", body["aspect_ratio"], RATIOS)
    size = _one_of("resolution", body["resolution"], {"512", "1K", "2K", "4K"})
    host.painted(body["prompt"], ratio, size, len(references))
    return {"created": 1, "data": [{"b64_json": _base64()}], "usage": {"cost": 0.05, "total_tokens": 9}}


def _kie(host: Host, body: dict[str, Any]) -> dict[str, Any]:
    _only(body, "model", "input", "callBackUrl")
    given = body["input"]
    _only(given, "prompt", "image_input", "aspect_ratio", "resolution", "output_format")
    ratio = _one_of("aspect_ratio", given["aspect_ratio"], RATIOS | {"auto"})
    size = _one_of("resolution", given["resolution"], {"1K", "2K", "4K"})
    _one_of("output_format", given.get("output_format", "png"), {"png", "jpg"})
    shown = given.get("image_input", [])
    for address in shown:
        _one_of("image_input", address, {f"{host.url}/picture.png"})
    host.painted(given["prompt"], ratio, size, len(shown))
    return {"code": 200, "msg": "success", "data": {"taskId": "task_1"}}


def _apimart(host: Host, body: dict[str, Any]) -> dict[str, Any]:
    _only(body, "model", "prompt", "size", "resolution", "n", "image_urls", "webhook", "language")
    if body.get("n", 1) != 1 or isinstance(body.get("n"), str):
        raise Refused("n is no number")
    ratio = _one_of("size", body["size"], RATIOS | {"auto"})
    host.painted(body["prompt"], ratio, _one_of("resolution", body["resolution"], {"1K", "2K", "4K"}))
    return {"code": 200, "data": [{"status": "submitted", "task_id": "task_1"}]}


def _openai(host: Host, body: dict[str, Any]) -> dict[str, Any]:
    _only(body, "model", "prompt", "n", "size", "quality", "response_format", "background", "output_format", "user")
    host.painted(body["prompt"], "", body.get("size", ""))
    return {"created": 1, "data": [{"b64_json": _base64()}]}


_POSTS = {
    "/v1beta/models/gemini-nano-banana-2.1:generateContent": (_gemini, "x-goog-api-key", KEY),
    "/api/v1/images": (_openrouter, "authorization", f"Bearer {KEY}"),
    "/api/v1/jobs/createTask": (_kie, "authorization", f"Bearer {KEY}"),
    "/apimart/v1/images/generations": (_apimart, "authorization", f"Bearer {KEY}"),
    "/openai/v1/images/generations": (_openai, "authorization", f"Bearer {KEY}"),
}


UPLOAD = "/upload/api/file-stream-upload"
"""Where Kie's file host stands below the address of a gateway; it takes multipart bodies."""


def _uploaded(host: Host, headers: dict[str, str], body: bytes) -> dict[str, Any]:
    if headers.get("authorization") != f"Bearer {KEY}":
        raise Refused("the key of an upload is wrong")
    for part in (b'name="uploadPath"', b'name="fileName"', b'name="file"; filename="', b"image/png", b"\x89PNG"):
        if part not in body:
            raise Refused(f"an upload lacks {part!r}")
    data = {"success": True, "downloadUrl": f"{host.url}/picture.png", "fileSize": 1, "mimeType": "image/png"}
    return {"success": True, "code": 200, "msg": "File uploaded successfully", "data": data}


def _taken(host: Host, path: str, headers: dict[str, str], body: dict[str, Any]) -> dict[str, Any]:
    known = _POSTS.get(urlsplit(path).path)
    if known is None:
        raise Refused(f"no address: {path}")
    answer, header, value = known
    if headers.get(header) != value:
        raise Refused(f"{header} is wrong")
    return answer(host, body)


def _looked_up(url: str, path: str, query: dict[str, list[str]]) -> dict[str, Any] | None:
    picture = f"{url}/picture.png"
    if path == "/api/v1/jobs/recordInfo" and query.get("taskId") == ["task_1"]:
        result = json.dumps({"resultUrls": [picture]})
        return {"code": 200, "msg": "success", "data": {"taskId": "task_1", "state": "success", "resultJson": result}}
    if path == "/apimart/v1/tasks/task_1":
        images = {"images": [{"url": [picture], "expires_at": 1}]}
        return {"code": 200, "data": {"id": "task_1", "status": "completed", "cost": 0.03, "result": images}}
    return None


def _handler(host: Host) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name.lower(): text for name, text in self.headers.items()}
            try:
                if self.path == UPLOAD:
                    self._answer(_uploaded(host, headers, raw))
                    return
                self._answer(_taken(host, self.path, headers, json.loads(raw)))
            except (Refused, KeyError, TypeError, ValueError) as error:
                host.refusals.append(f"{self.path}: {error!r}")
                self._answer({"error": {"code": 400, "message": str(error)}}, 400)

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            if parts.path == "/picture.png":
                self._send(_png(), "image/png", 200)
                return
            found = _looked_up(host.url, parts.path, parse_qs(parts.query))
            self._answer(found or {"error": {"message": "not found"}}, 200 if found else 404)

        def _answer(self, body: dict[str, Any], status: int = 200) -> None:
            self._send(json.dumps(body).encode(), "application/json", status)

        def _send(self, data: bytes, kind: str, status: int) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Handler


@contextmanager
def painter_hosts() -> Iterator[Host]:
    """All five hosts at one address."""
    host = Host()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(host))
    host.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield host
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
