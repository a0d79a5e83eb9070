"""Submits a text, waits and saves the figure, with the standard library alone.

    python examples/client.py http://127.0.0.1:8000 KEY method.txt "Figure 1: Overview" figure.png

Add a URL to be called back there as well.
"""

import json
import sys
import uuid
from collections.abc import Mapping
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen


def call(url: str, key: str, body: Mapping[str, object] | None = None, **headers: str) -> bytes:
    """Call the API; a refusal ends the program with what the server says."""
    data = None if body is None else json.dumps(body).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    request = Request(url, data, {"Authorization": f"Bearer {key}", "Content-Type": "application/json", **named})  # noqa: S310 - the caller's own server
    try:
        with urlopen(request, timeout=90) as answer:  # noqa: S310 - the caller's own server
            return bytes(answer.read())
    except HTTPError as refusal:
        sys.exit(f"{refusal.code}: {refusal.read().decode(errors='replace')}")


def main(server: str, key: str, source: str, caption: str, target: str, webhook_url: str = "") -> None:
    """Draw one figure."""
    body = {"source_context": Path(source).read_text("utf-8"), "caption": caption, "webhook_url": webhook_url}
    # The idempotency key makes it safe to send this request again after a broken connection.
    accepted = json.loads(call(f"{server}/api/generate", key, body, Idempotency_Key=str(uuid.uuid4())))
    address = f"{server}/api/tasks/{accepted['task_id']}"
    while True:
        task = json.loads(call(address, key, Prefer="wait=30"))
        print(task["status"], *(f"{step['name']}:{step['state']}" for step in task["steps"]))
        if task["status"] == "failed":
            sys.exit(task["error"])
        if task["status"] == "completed":
            break
    for note in task["notes"]:
        print("note:", note)
    Path(target).write_bytes(call(task["artifacts"][Path(target).suffix[1:]]["download_url"], key))
    print("saved", target)


if __name__ == "__main__":
    if not 6 <= len(sys.argv) <= 7:  # noqa: PLR2004 - five arguments or six
        sys.exit(__doc__)
    main(*sys.argv[1:])
