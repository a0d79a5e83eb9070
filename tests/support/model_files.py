"""GGUF files that tests write, and a stand-in of the binding that would run them."""

import json
import struct
from collections.abc import Callable
from pathlib import Path

import pytest

TEXT, NUMBER, LIST = 8, 4, 9

BINDING = '''
"""Plays xllamacpp: a server on a loopback port that answers as llama.cpp's does, and counts its windows in a file."""

import json
import os
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace

from pb_adapters.fakes.answers import instance


class CommonParams:
    def __init__(self):
        self.model = SimpleNamespace(path="")
        self.cpuparams, self.cpuparams_batch = SimpleNamespace(n_threads=0), SimpleNamespace(n_threads=0)


class Server:
    def __init__(self, params):
        print("llama.cpp writes here")
        plan = json.load(open(params.model.path + ".json"))
        with open(params.model.path + ".windows", "a") as file:
            file.write(f"{params.n_ctx} ")
        if plan["error"]:
            raise RuntimeError(plan["error"])
        if plan["dies"]:
            os._exit(9)

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
                schema = json.dumps(asked["response_format"]["json_schema"]["schema"]).encode()
                says = plan["says"] or instance(schema)
                status, answer = 200, {"choices": [{"message": {"content": says}, "finish_reason": "stop"}]}
                if self.headers["authorization"] != f"Bearer {params.api_keys[0]}":
                    status, answer = 401, {"error": {"message": "Invalid API Key"}}
                elif len(str(asked["messages"])) > plan["holds"] * params.n_ctx:
                    words = f"request (9999 tokens) exceeds the available context size ({params.n_ctx} tokens)"
                    status, answer = 400, {"error": {"message": words}}
                elif plan["dies_later"]:
                    os._exit(9)
                body = json.dumps(answer).encode()
                if plan["reads"] and asked["stream"] and asked["return_progress"]:
                    said = {"content": '{"a": "' + "".join(map(chr, range(97, 123))) * 22 + 'and so on, to the end"}'}
                    events = ({"choices": [], "prompt_progress": {"total": 1024, "processed": 512}},
                              {"choices": [{"delta": said}]}, {"choices": [{"delta": {}, "finish_reason": "stop"}]})
                    body = b"".join(b"data: " + json.dumps(event).encode() + b"\\n\\n" for event in events)
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.listening_address = f"http://127.0.0.1:{server.server_address[1]}"
'''


def text(value: str) -> bytes:
    """A text as GGUF has it."""
    return struct.pack("<Q", len(value)) + value.encode()


def pair(key: str, kind: int, value: bytes) -> bytes:
    """A key and its value."""
    return text(key) + struct.pack("<I", kind) + value


def tensor(name: str, count: int, kind: int, offset: int) -> bytes:
    """What the header says of a tensor of one dimension."""
    return text(name) + struct.pack("<IQIQ", 1, count, kind, offset)


def gguf(*, context: int = 32_768, version: int = 3, tensors: tuple[bytes, ...] = (), data: bytes = b"") -> bytes:
    """A file with a vocabulary of two words; ``data`` begins at the next multiple of 32."""
    words = struct.pack("<IQ", TEXT, 2) + text("a") + text("b")
    pairs = (
        pair("general.architecture", TEXT, text("qwen2")),
        pair("qwen2.context_length", NUMBER, struct.pack("<I", context)),
        pair("tokenizer.ggml.tokens", LIST, words),
        pair("tokenizer.ggml.scores", LIST, struct.pack("<IQ2f", 6, 2, 0.0, 1.0)),
    )
    head = b"GGUF" + struct.pack("<IQQ", version, len(tensors), len(pairs)) + b"".join(pairs) + b"".join(tensors)
    return head + bytes(-len(head) % 32) + data


def whole(**header: int) -> bytes:
    """A file with one tensor of 64 values of 4 bits, which is there."""
    return gguf(tensors=(tensor("t", 64, 2, 0),), data=bytes(36), **header)  # type: ignore[arg-type]


def write(folder: Path, content: bytes, name: str = "small.gguf") -> Path:
    """The content as a file."""
    path = folder / name
    path.write_bytes(content)
    return path


Model = Callable[..., Path]


def played_models(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Model:
    """Write models into a folder whose binding is played.

    ``says`` is what one answers (``None``: the smallest value of the schema), ``holds`` how many characters it takes
    for each token of its window; the rest are ways to break.
    """
    (folder / "binding").mkdir()
    (folder / "binding" / "xllamacpp.py").write_text(BINDING)
    monkeypatch.syspath_prepend(str(folder / "binding"))
    usual = {"says": '{"a": 1}', "holds": 8, "error": "", "dies": False, "dies_later": False, "reads": False}

    def make(*, context: int = 32_768, **plan: object) -> Path:
        path = write(folder, whole(context=context))
        Path(f"{path}.json").write_text(json.dumps(usual | plan))
        return path

    return make
