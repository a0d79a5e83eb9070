"""Examples of the reference, for the OpenAPI document and the tests."""

from litestar.openapi.spec import Example

_TASK = "a1b2c3d4e5f60718293a4b5c6d7e8f90"
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
    Example(
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
GENERATE_FROM_PDF = [
    Example(
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
    Example(
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
    Example(
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
    Example(
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
CREATE_KEY = [Example(summary="A key with 100 units", value={"name": "my-app", "quota": 100})]
CHANGE_KEY = [Example(summary="More units", value={"quota_remaining": 150, "quota_total": 200, "active": True})]

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
            "engine": "offline",
            "started_at": _AT,
            "finished_at": "2026-02-15T10:30:01+00:00",
            "cost_usd": None,
        }
    ],
    "notes": [],
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
}

ANSWERS: dict[tuple[str, str], object] = {
    ("getHealth", "200"): {"status": "ok", "version": "0.1.0"},
    ("generate", "202"): _PENDING,
    ("generateFromPdf", "202"): _PENDING,
    ("optimizePrompt", "202"): _PENDING,
    ("plot", "202"): _PENDING,
    ("composite", "202"): _PENDING,
    ("getTask", "200"): _COMPLETED,
    ("createKey", "201"): _CREATED,
    ("listKeys", "200"): [{**_MASKED, **_ADDED}],
    ("getKey", "200"): _DETAIL,
    ("updateKey", "200"): {**_MASKED, "quota_remaining": 150, "quota_total": 200, **_ADDED},
}
"""What each operation answers on success, by operation id and status."""
