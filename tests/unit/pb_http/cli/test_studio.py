"""``pb studio`` as it is run: a link that signs in once, and no other name than this computer's."""

import json
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx


@contextmanager
def ending(process: "subprocess.Popen[bytes]") -> Iterator[None]:
    """Stop the process whatever becomes of the test, which would wait for it."""
    try:
        yield
    finally:
        process.terminate()


def test_the_studio_opens_signed_in_and_answers_to_no_other_name(
    command: Callable[..., "subprocess.Popen[bytes]"], tmp_path: Path
) -> None:
    browser = tmp_path / "browser"
    browser.write_text('#!/bin/sh\necho "$1" > opened.part && mv opened.part opened\n')
    browser.chmod(0o755)
    with command("studio", "--data-dir", "data", "--json", BROWSER=f"{browser} %s") as process, ending(process):
        told = json.loads(b"".join(iter(process.stdout.readline, b"}\n")) + b"}")
        with httpx.Client(base_url=told["url"], follow_redirects=True) as http:
            for name in ("attacker.example", "127.0.0.1.attacker.example", "", "127.0.0.1@attacker.example"):
                assert http.get("/studio", headers={"Host": name}).status_code == 400, name
            for name in ("127.0.0.1:1", "localhost", "[::1]:8000", "LOCALHOST"):
                assert http.get("/", headers={"Host": name}).status_code == 200, name
            first = http.get(told["link"])
            assert first.status_code == 200
            assert "New figure" in first.text
            assert http.cookies[f"pb_author_{httpx.URL(told['url']).port}"]
            assert http.get("/studio/figures").url.path == "/studio/figures"
            http.cookies.clear()
            again = http.get(told["link"])
            assert again.status_code == 401
            assert "The link was used already" in again.text
        key = (tmp_path / "data" / "studio.key").read_text().strip()
        assert key.startswith("pb_")
        assert key not in json.dumps(told)
        while not (tmp_path / "opened").exists():
            assert process.poll() is None
    assert (tmp_path / "opened").read_text().strip() == told["link"]
    assert process.returncode == 0
