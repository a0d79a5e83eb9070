import json
from pathlib import Path
from typing import Any

import httpx
import pytest

SNAPSHOT = Path(__file__).parent / "openapi.json"
"""Rewrite it by deleting it, running this test and reading the difference."""

STATUSES = {
    "getHealth": {"200"},
    "headHealth": {"200"},
    "getReady": {"200", "503"},
    "getMetrics": {"200", "401", "404", "500", "503"},
    "generate": {"202", "400", "401", "403", "413", "415", "422", "429", "500", "503"},
    "generateFromPdf": {"202", "400", "401", "403", "413", "415", "422", "429", "500", "503"},
    "optimizePrompt": {"202", "400", "401", "403", "413", "415", "422", "429", "500", "503"},
    "plot": {"202", "400", "401", "403", "413", "415", "422", "429", "500", "503"},
    "reviseTask": {"202", "400", "401", "403", "404", "413", "415", "422", "429", "500", "503"},
    "composite": {"202", "400", "401", "403", "404", "413", "415", "422", "429", "500", "503"},
    "uploadPanel": {"201", "400", "401", "403", "413", "415", "422", "429", "500", "503"},
    "getOwnKey": {"200", "401", "403", "429", "500", "503"},
    "estimate": {"200", "400", "401", "403", "413", "415", "422", "429", "500", "503"},
    "listTasks": {"200", "401", "403", "422", "429", "500", "503"},
    "cancelTask": {"200", "401", "403", "404", "429", "500", "503"},
    "watchTask": {"200", "401", "403", "404", "422", "429", "500", "503"},
    "getTask": {"200", "304", "401", "403", "404", "429", "500", "503"},
    "downloadTaskImage": {"200", "206", "304", "401", "403", "404", "416", "422", "429", "500", "503"},
    "checkTaskImage": {"200", "304", "401", "403", "404", "422", "429", "500", "503"},
    "getTaskPlan": {"200", "304", "401", "403", "404", "422", "429", "500", "503"},
    "checkTaskPlan": {"200", "304", "401", "403", "404", "422", "429", "500", "503"},
    "downloadTaskBundle": {"200", "401", "403", "404", "429", "500", "503"},
    "getTaskWebhook": {"200", "401", "403", "404", "429", "500", "503"},
    "redeliverTaskWebhook": {"202", "401", "403", "404", "429", "500", "503"},
    "getWebhook": {"200", "401", "404", "500", "503"},
    "redeliverWebhook": {"202", "401", "404", "500", "503"},
    "getHistory": {"200", "401", "404", "422", "500", "503"},
    "getAnyTask": {"200", "401", "404", "500", "503"},
    "cancelAnyTask": {"200", "401", "404", "500", "503"},
    "runTaskAgain": {"202", "401", "404", "422", "500", "503"},
    "getOverview": {"200", "401", "422", "500", "503"},
    "listWebhooks": {"200", "401", "404", "422", "500", "503"},
    "testWebhook": {"200", "401", "404", "422", "500", "503"},
    "getLedger": {"200", "401", "404", "422", "500", "503"},
    "createKey": {"201", "400", "401", "413", "415", "422", "500", "503"},
    "listKeys": {"200", "401", "500", "503"},
    "getKey": {"200", "401", "404", "500", "503"},
    "updateKey": {"200", "400", "401", "404", "413", "415", "422", "500", "503"},
    "deleteKey": {"204", "401", "404", "500", "503"},
    "beginSecretRotation": {"200", "400", "401", "404", "413", "415", "422", "500", "503"},
    "completeSecretRotation": {"200", "401", "404", "422", "500", "503"},
    "abandonSecretRotation": {"204", "401", "404", "422", "500", "503"},
}

FOR_ADMINISTRATORS = {
    *("getMetrics", "createKey", "listKeys", "getKey", "updateKey", "deleteKey"),
    *("getWebhook", "redeliverWebhook", "listWebhooks", "testWebhook"),
    *("getHistory", "getAnyTask", "cancelAnyTask", "runTaskAgain", "getOverview", "getLedger"),
    *("beginSecretRotation", "completeSecretRotation", "abandonSecretRotation"),
}


@pytest.fixture
async def document(anonymous: httpx.AsyncClient) -> dict[str, Any]:
    answer = await anonymous.get("/schema/openapi.json")
    assert answer.status_code == 200
    decoded: dict[str, Any] = answer.json()
    return decoded


def operations(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The operations by id."""
    return {operation["operationId"]: operation for path in document["paths"].values() for operation in path.values()}


async def test_every_operation_names_every_status(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    assert {name: set(found["responses"]) for name, found in operations(document).items()} == STATUSES


async def test_errors_are_documented_as_problems_with_an_example(document: dict[str, Any]) -> None:
    for operation in operations(document).values():
        for status, response in operation["responses"].items():
            if status >= "400" and "content" in response:
                media = response["content"]["application/json"]
                assert media["schema"] == {"$ref": "#/components/schemas/Problem"}
                assert media["examples"]


async def test_operations_are_secured_by_their_kind_of_key(document: dict[str, Any]) -> None:
    schemes = document["components"]["securitySchemes"]
    assert {name: (scheme["type"], scheme["scheme"]) for name, scheme in schemes.items()} == {
        "ApiKey": ("http", "bearer"),
        "AdminKey": ("http", "bearer"),
    }
    secured = {name: found.get("security") for name, found in operations(document).items()}
    assert [secured.pop(name) for name in ("getHealth", "headHealth", "getReady")] == [None] * 3
    for name, security in secured.items():
        assert security == ([{"AdminKey": []}] if name in FOR_ADMINISTRATORS else [{"ApiKey": []}])


async def test_the_document_is_the_one_reviewed(document: dict[str, Any]) -> None:
    text = json.dumps(document, indent=1, sort_keys=True) + "\n"
    if not SNAPSHOT.exists():
        SNAPSHOT.write_text(text)

    assert text == SNAPSHOT.read_text()
