"""Examples of what the API answers administrators about tasks, webhooks and ledgers, for the OpenAPI document."""

from typing import Any

_TASK = "a1b2c3d4e5f60718293a4b5c6d7e8f90"
_KEY = "0f1e2d3c4b5a69788796a5b4c3d2e1f0"
_AT = "2026-02-15T10:30:00+00:00"
_ENDED = "2026-02-15T10:31:25+00:00"
_CAPTION = "Figure 1: Transformer encoder architecture"

_TRIED = {
    "number": 1,
    "at": _AT,
    "seconds": 0.213,
    "status": 503,
    "error": None,
    "answer": "Down for maintenance",
}
WEBHOOK: dict[str, Any] = {
    "id": "9f8e7d6c5b4a39281706f5e4d3c2b1a0",
    "task_id": _TASK,
    "event": "task.completed",
    "url": "https://your-server.com/callback",
    "state": "pending",
    "created_at": _AT,
    "next_at": "2026-02-15T10:30:05+00:00",
    "attempts": [_TRIED],
}

_CANCELLED = {
    "task_id": _TASK,
    "status": "failed",
    "diagram_type": "methodology",
    "error": "cancelled",
    "created_at": _AT,
    "completed_at": _ENDED,
}
_STEP = {
    "name": "plan",
    "state": "finished",
    "engine": "gemini/gemini-3.8-flash",
    "model": "gemini/gemini-3.8-flash",
    "started_at": _AT,
    "finished_at": "2026-02-15T10:30:01+00:00",
    "cost_usd": 0.0041,
    "cost_source": "table",
}
_HISTORY = {
    "items": [
        {
            "task_id": _TASK,
            "key_id": _KEY,
            "key_name": "my-app",
            "status": "completed",
            "diagram_type": "methodology",
            "title": _CAPTION,
            "created_at": _AT,
            "started_at": _AT,
            "completed_at": _ENDED,
            "seconds": 85.0,
            "engines": ["gemini/gemini-3.8-flash", "vector/vector-layered"],
            "cost_usd": 0.0041,
            "error": None,
            "webhook": "delivered",
        }
    ],
    "page": 1,
    "size": 20,
    "pages": 1,
    "total": 1,
    "total_is_lower_bound": False,
    "next_cursor": None,
}
_ANY_TASK = {
    "task_id": _TASK,
    "key": {"id": _KEY, "key": "pb_a1b2c3...", "name": "my-app"},
    "status": "completed",
    "diagram_type": "methodology",
    "endpoint": "generate",
    "created_at": _AT,
    "started_at": _AT,
    "completed_at": _ENDED,
    "attempts": 1,
    "faults": 0,
    "put_backs": 0,
    "cost_usd": 0.0041,
    "error": None,
    "request": {"type": "methodology", "caption": _CAPTION, "source": "Our model…"},
    "result": {
        "description": "The diagram shows...",
        "artifacts": [],
        "notes": [],
        "confidence": 0.83,
        "verdicts": {"counts": [{"verdict": "stated", "parts": 7}], "values_compared": None, "doubts": []},
    },
    "steps": [{**_STEP, "attempts": 1, "abandoned": 0, "error": None, "spent_usd": 0.0041}],
    "webhooks": [{**WEBHOOK, "body": '{"event":"task.completed",…}', "body_bytes": 412}],
}
_OVERVIEW = {
    "now": _AT,
    "since": "2026-02-08T10:30:00+00:00",
    "tasks": {"pending": 2, "running": 4, "completed": 1873, "failed": 21},
    "oldest_waiting_since": "2026-02-15T10:29:58+00:00",
    "hours": [{"hour": "2026-02-15T10:00:00+00:00", "accepted": 31, "completed": 28, "failed": 1}],
    "costs": [{"day": "2026-02-15", "cost_usd": 1.27}],
    "failures": [{"cause": "The source names nothing that a figure could show", "tasks": 12, "last_task_id": _TASK}],
    "latencies": [
        {
            "diagram_type": None,
            "tasks": 979,
            "median_seconds": 21.4,
            "p95_seconds": 96.0,
            "median_waited_seconds": 0.1,
            "p95_waited_seconds": 7.9,
        }
    ],
}
_WEBHOOKS = {
    "items": [
        {
            **{name: WEBHOOK[name] for name in ("id", "task_id", "event", "url", "state", "created_at", "next_at")},
            "key_id": _KEY,
            "attempts": 1,
            "last_attempt": _TRIED,
        }
    ],
    "size": 20,
    "next_cursor": None,
    "counts": {"pending": 1, "delivered": 412, "failed": 3},
    "counts_are_lower_bounds": False,
    "failing_receivers": [
        {
            "key_id": _KEY,
            "receiver": "https://your-server.com:443",
            "pending": 1,
            "failed": 3,
            "last_tried_at": _AT,
            "last_error": "HTTP 503",
            "resting_until": None,
        }
    ],
}
_LEDGER = {
    "items": [
        {"id": 14, "kind": "charge", "amount": -1, "balance": 86, "task_id": _TASK, "created_at": _AT},
    ],
    "size": 50,
    "next_cursor": "14",
}

ADMIN_ANSWERS: dict[tuple[str, str], object] = {
    ("getHistory", "200"): _HISTORY,
    ("getAnyTask", "200"): _ANY_TASK,
    ("cancelAnyTask", "200"): _CANCELLED,
    ("runTaskAgain", "202"): {"task_id": _TASK, "status": "pending"},
    ("getOverview", "200"): _OVERVIEW,
    ("listWebhooks", "200"): _WEBHOOKS,
    ("testWebhook", "200"): {**_TRIED, "delivered": False},
    ("getLedger", "200"): _LEDGER,
}
"""What each operation answers on success, by operation id and status."""
