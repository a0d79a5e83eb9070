"""The code of a request makes that very request: each program is run against a server that keeps what it is sent."""

import base64
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from pb_http.pages.studio.snippets import Snippets, snippets
from support.programs import required_program

HOSTILE = "It's \"quoted\", $HOME `id` \\n </script> ''' %s é 漢 \N{GRINNING FACE}"
SHORT: dict[str, Any] = {"caption": HOSTILE, "iterations": 2, "styling": {"width": 89.0}, "plan": None, "yes": True}
LONG: dict[str, Any] = {"caption": HOSTILE, "source_context": "word " * 1_000}
PDF = b"%PDF-1.7\x00\xff\n" * 100


class Receiver(BaseHTTPRequestHandler):
    """Keeps bodies and keys, and answers like a submission."""

    received: list[tuple[str, str, Any]]

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        type(self).received.append((self.path, self.headers["Authorization"], body))
        answer = b'{"task_id": "abc", "status": "pending"}'
        self.send_response(202)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def address() -> Iterator[str]:
    """A server that keeps what it is sent."""
    Receiver.received = []
    with HTTPServer(("127.0.0.1", 0), Receiver) as server:
        Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def command(language: str, code: Snippets, folder: Path) -> list[str]:
    """How the program is run."""
    if language == "curl":
        required_program("curl")
        return ["sh", "-c", code.curl]
    if language == "python":
        return [sys.executable, "-c", code.python]
    (folder / "made.mjs").write_text(code.javascript, "utf-8")
    return [required_program("node"), "made.mjs"]


@pytest.mark.parametrize("language", ["curl", "python", "javascript"])
@pytest.mark.parametrize("kind", ["short", "file", "pdf"])
def test_a_program_makes_the_request(address: str, tmp_path: Path, language: str, kind: str) -> None:
    document = {"short": SHORT, "file": LONG, "pdf": SHORT | {"pdf_base64": base64.b64encode(PDF).decode()}}[kind]
    code = snippets(address, "generate", document)
    if code.file == "request.json":
        (tmp_path / code.file).write_text(json.dumps(document), "utf-8")
    elif code.file:
        (tmp_path / code.file).write_bytes(PDF)
    run = subprocess.run(  # noqa: S603 - our own programs
        command(language, code, tmp_path),
        cwd=tmp_path,
        env=os.environ | {"PAPERBANANA_API_KEY": "pb_secret"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "abc" in run.stdout
    assert Receiver.received == [("/api/generate", "Bearer pb_secret", document)]


def test_nothing_of_the_key_or_of_a_pdf_stands_in_the_code(address: str) -> None:
    code = snippets(address, "generate-from-pdf", {"caption": "x", "pdf_base64": base64.b64encode(PDF).decode()})
    assert code.file == "paper.pdf"
    for text in (code.curl, code.python, code.javascript):
        assert len(text) < 1_000
        assert "PAPERBANANA_API_KEY" in text
