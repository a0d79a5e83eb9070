"""Examples of what the API is sent and answers."""

from pb_http.openapi.examples_administration import ADMIN_ANSWERS, WEBHOOK
from pb_http.openapi.schemas import Given

_TASK = "a1b2c3d4e5f60718293a4b5c6d7e8f90"
_PANEL = "panel_9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
_ADDRESS = "https://api.paperbanana.me"
_AT = "2026-02-15T10:30:00+00:00"
_MASKED = {
    "key": "pb_a1b2c3...",
    "name": "my-app",
    "quota_remaining": 87,
    "quota_total": 100,
    "total_used": 13,
    "active": True,
    "created_at": _AT,
}
_ADDED = {"webhook_url": "https://your-server.com/callback", "id": "0f1e2d3c4b5a69788796a5b4c3d2e1f0"}

GENERATE = [
    Given(
        summary="A diagram of a text",
        value={
            "source_context": "Our model uses a 6-layer Transformer encoder with multi-head self-attention.",
            "caption": "Figure 1: Transformer encoder architecture",
            "iterations": 3,
            "aspect_ratio": "16:9",
            "output_formats": ["png"],
        },
    ),
]
ESTIMATE = [
    Given(
        summary="What a diagram would cost",
        value={"kind": "generate", "body": GENERATE[0].value},
    ),
]
GENERATE_FROM_PDF = [
    Given(
        summary="A diagram of some pages",
        value={
            "pdf_base64": "JVBERi0xLjcK...",
            "caption": "Figure 1: Overall methodology pipeline",
            "pages": "2-4",
            "output_formats": ["png"],
        },
    ),
]
OPTIMIZE_PROMPT = [
    Given(
        summary="A clearer prompt",
        value={
            "description": "Draw a transformer encoder with token embeddings, positional encoding, 6 encoder blocks, "
            "and a classifier head.",
            "caption": "Figure 1: Transformer encoder architecture",
            "diagram_type": "methodology",
        },
    ),
]
PLOT = [
    Given(
        summary="A bar chart",
        value={
            "data_json": '{"models":["ResNet-50","ViT-B/16","EfficientNet-B4"],"accuracy":[76.1,81.8,82.9]}',
            "intent": "Bar chart comparing model accuracy with value labels",
            "iterations": 3,
            "aspect_ratio": "4:3",
            "output_formats": ["png", "svg", "pdf"],
        },
    ),
]
COMPOSITE = [
    Given(
        summary="Three panels in a row",
        value={
            "source_task_ids": [_TASK, _TASK, _TASK],
            "layout": "1x3",
            "labels": ["(a)", "(b)", "(c)"],
            "spacing": 20,
            "label_position": "bottom",
            "label_font_size": 32,
        },
    ),
]
REVISE = [
    Given(summary="In words", value={"instruction": "merge the two heads, make the encoder blue"}),
    Given(summary="By a plan", value={"plan": "flowchart LR\n  text[/Text/] --> encoder[[Encoder]]"}),
]
CREATE_KEY = [Given(summary="A key with 100 units", value={"name": "my-app", "quota": 100})]
CHANGE_KEY = [Given(summary="More units", value={"quota_remaining": 150, "quota_total": 200, "active": True})]
ROTATE_SECRET = [Given(summary="A new secret", value={"webhook_secret": "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"})]

_PENDING = {"task_id": _TASK, "status": "pending"}
_COMPLETED = {
    "task_id": _TASK,
    "status": "completed",
    "diagram_type": "methodology",
    "image_base64": "iVBORw0KGgo...",
    "artifacts": {
        "png": {"format": "png", "media_type": "image/png", "download_url": f"{_ADDRESS}/api/tasks/{_TASK}/image"}
    },
    "description": "The diagram shows...",
    "error": None,
    "created_at": _AT,
    "completed_at": "2026-02-15T10:31:25+00:00",
    "steps": [
        {
            "name": "plan",
            "state": "finished",
            "engine": "gemini/gemini-3.8-flash",
            "model": "gemini/gemini-3.8-flash",
            "started_at": _AT,
            "finished_at": "2026-02-15T10:30:01+00:00",
            "cost_usd": 0.0041,
            "cost_source": "table",
        }
    ],
    "notes": [],
    "confidence": 0.83,
    "alt_text": "Flow diagram of 3 parts. It leads from Tokens to Classifier. Parts: Tokens, Encoder, Classifier.",
    "long_description": "Flow diagram of 3 parts. Parts: Tokens, Encoder (repeated 6 times), Classifier. "
    "Arrows: Tokens leads to Encoder; Encoder leads to Classifier.",
    "provenance": {
        "generator": "PaperBanana",
        "version": "0.1.0",
        "task": _TASK,
        "models": [{"step": "plan", "engine": "gemini/gemini-3.8-flash", "model": "gemini/gemini-3.8-flash"}],
        "request_digest": "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "created": _AT,
    },
}
_CREATED = {
    **_MASKED,
    "key": "pb_a1b2c3d4e5f6g7h8i9j0k1l2m3n4o5p6",
    "quota_remaining": 100,
    "total_used": 0,
    **_ADDED,
}
_DETAIL = {
    **_MASKED,
    "usage_log": [{"id": 1, "task_id": _TASK, "endpoint": "generate", "created_at": "2026-02-15T11:00:00+00:00"}],
    **_ADDED,
    "cost_usd": 0.0,
    "weight": 1,
    "secret_rotating": False,
}

PLAN = {
    "version": 1,
    "elements": [
        {"id": "encoder", "label": "Encoder", "kind": "model", "evidence": "The encoder maps tokens to vectors."},
        {"id": "decoder", "label": "Decoder", "kind": "model", "evidence": "The decoder reads the vectors."},
    ],
    "connections": [{"from": "encoder", "to": "decoder", "label": "vectors", "evidence": "reads the vectors"}],
    "styling": {"palette": "harbor", "direction": "right", "emphasis": ["encoder"]},
}

_LINE = {
    "task_id": _TASK,
    "status": "completed",
    "diagram_type": "methodology",
    "error": None,
    "created_at": _AT,
    "completed_at": "2026-02-15T10:31:25+00:00",
}
PAYLOAD = {
    "event": "task.completed",
    "task_id": _TASK,
    "status": "completed",
    "diagram_type": "methodology",
    "description": "The diagram shows...",
    "image_url": f"{_ADDRESS}/api/tasks/{_TASK}/image",
    "image_base64": None,
    "error": None,
    "created_at": _AT,
    "completed_at": "2026-02-15T10:31:25+00:00",
}

REQUESTS: dict[str, list[Given]] = {
    "generate": GENERATE,
    "generateFromPdf": GENERATE_FROM_PDF,
    "optimizePrompt": OPTIMIZE_PROMPT,
    "plot": PLOT,
    "composite": COMPOSITE,
    "reviseTask": REVISE,
    "estimate": ESTIMATE,
    "createKey": CREATE_KEY,
    "updateKey": CHANGE_KEY,
    "beginSecretRotation": ROTATE_SECRET,
}
"""What each operation is sent, by operation id."""

ANSWERS: dict[tuple[str, str], object] = {
    ("getHealth", "200"): {"status": "ok", "version": "0.1.0"},
    ("getReady", "200"): {
        "status": "ready",
        "checks": {"database": "ok", "artifacts": "ok", "disk": "ok", "workers": "ok"},
        "pending": 2,
        "oldest_waiting_seconds": 0.4,
    },
    ("getReady", "503"): {
        "status": "not_ready",
        "checks": {"database": "ok", "artifacts": "ok", "disk": "failed", "workers": "ok"},
        "pending": 2,
        "oldest_waiting_seconds": 0.4,
        "detail": "The server is not ready: disk",
    },
    ("listTasks", "200"): {"tasks": [_LINE], "next": None},
    ("cancelTask", "200"): _LINE | {"status": "failed", "error": "cancelled"},
    ("generate", "202"): _PENDING,
    ("generateFromPdf", "202"): _PENDING,
    ("optimizePrompt", "202"): _PENDING,
    ("plot", "202"): _PENDING,
    ("composite", "202"): _PENDING,
    ("reviseTask", "202"): _PENDING,
    ("estimate", "200"): {
        "kind": "generate",
        "cost_usd": {"least": 0.011, "most": 0.093},
        "seconds": {"least": 14.2, "most": 171.0},
        "steps": [
            {
                "role": "plan",
                "engine": "gemini/gemini-3.8-flash",
                "calls": {"least": 1, "most": 2},
                "cost_usd": {"least": 0.004, "most": 0.014},
                "seconds": {"least": 6.1, "most": 31.0},
                "seen": 200,
            }
        ],
    },
    ("uploadPanel", "201"): {
        "panel_id": _PANEL,
        "format": "jpeg",
        "media_type": "image/jpeg",
        "size": 48213,
        "width": 1600,
        "height": 1200,
        "kept_until": "2026-02-16T10:30:00+00:00",
    },
    ("getOwnKey", "200"): {
        "name": "my-app",
        "quota_remaining": 87,
        "quota_total": 100,
        "total_used": 13,
        "cost_usd": 0.52,
    },
    ("getTask", "200"): _COMPLETED,
    ("getTaskWebhook", "200"): WEBHOOK,
    ("redeliverTaskWebhook", "202"): WEBHOOK,
    ("getWebhook", "200"): WEBHOOK,
    ("redeliverWebhook", "202"): WEBHOOK,
    **ADMIN_ANSWERS,
    ("createKey", "201"): _CREATED,
    ("listKeys", "200"): [{**_MASKED, **_ADDED}],
    ("getKey", "200"): _DETAIL,
    ("beginSecretRotation", "200"): {**_MASKED, **_ADDED, "secret_rotating": True},
    ("completeSecretRotation", "200"): {**_MASKED, **_ADDED},
    ("updateKey", "200"): {**_MASKED, "quota_remaining": 150, "quota_total": 200, **_ADDED},
}
"""What each operation answers on success, by operation id and status."""
