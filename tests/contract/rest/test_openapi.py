import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from jsonschema_rs import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

SNAPSHOT = Path(__file__).parent / "openapi.json"
"""Rewrite it by deleting it, running this test and reading the difference."""

OF_ADMINISTRATORS = {"400", "401", "405", "429", "500", "503"}
OF_KEYS = OF_ADMINISTRATORS | {"403"}
WITH_A_BODY = {"413", "415", "422"}
STATUSES = {
    "getHealth": {"200", "405"},
    "headHealth": {"200", "405"},
    "getReady": {"200", "405", "503"},
    "getMetrics": {"200", "404"} | OF_ADMINISTRATORS,
    "generate": {"202"} | OF_KEYS | WITH_A_BODY,
    "generateFromPdf": {"202"} | OF_KEYS | WITH_A_BODY,
    "optimizePrompt": {"202"} | OF_KEYS | WITH_A_BODY,
    "plot": {"202"} | OF_KEYS | WITH_A_BODY,
    "reviseTask": {"202", "404"} | OF_KEYS | WITH_A_BODY,
    "composite": {"202", "404"} | OF_KEYS | WITH_A_BODY,
    "uploadPanel": {"201"} | OF_KEYS | WITH_A_BODY,
    "getOwnKey": {"200"} | OF_KEYS,
    "estimate": {"200"} | OF_KEYS | WITH_A_BODY,
    "listTasks": {"200", "422"} | OF_KEYS,
    "cancelTask": {"200", "404"} | OF_KEYS,
    "watchTask": {"200", "404", "422"} | OF_KEYS,
    "getTask": {"200", "304", "404"} | OF_KEYS,
    "downloadTaskImage": {"200", "206", "304", "307", "404", "416", "422"} | OF_KEYS,
    "checkTaskImage": {"200", "304", "404", "422"} | OF_KEYS,
    "getTaskPlan": {"200", "304", "404", "422"} | OF_KEYS,
    "checkTaskPlan": {"200", "304", "404", "422"} | OF_KEYS,
    "downloadTaskBundle": {"200", "404"} | OF_KEYS,
    "getTaskWebhook": {"200", "404"} | OF_KEYS,
    "redeliverTaskWebhook": {"202", "404"} | OF_KEYS,
    "getWebhook": {"200", "404"} | OF_ADMINISTRATORS,
    "redeliverWebhook": {"202", "404"} | OF_ADMINISTRATORS,
    "getHistory": {"200", "404", "422"} | OF_ADMINISTRATORS,
    "getAnyTask": {"200", "404"} | OF_ADMINISTRATORS,
    "cancelAnyTask": {"200", "404"} | OF_ADMINISTRATORS,
    "runTaskAgain": {"202", "404", "422"} | OF_ADMINISTRATORS,
    "getOverview": {"200", "422"} | OF_ADMINISTRATORS,
    "listWebhooks": {"200", "404", "422"} | OF_ADMINISTRATORS,
    "testWebhook": {"200", "404", "422"} | OF_ADMINISTRATORS,
    "getLedger": {"200", "404", "422"} | OF_ADMINISTRATORS,
    "createKey": {"201"} | OF_ADMINISTRATORS | WITH_A_BODY,
    "listKeys": {"200"} | OF_ADMINISTRATORS,
    "getKey": {"200", "404"} | OF_ADMINISTRATORS,
    "updateKey": {"200", "404"} | OF_ADMINISTRATORS | WITH_A_BODY,
    "deleteKey": {"204", "404"} | OF_ADMINISTRATORS,
    "beginSecretRotation": {"200", "404"} | OF_ADMINISTRATORS | WITH_A_BODY,
    "completeSecretRotation": {"200", "404", "422"} | OF_ADMINISTRATORS,
    "abandonSecretRotation": {"204", "404", "422"} | OF_ADMINISTRATORS,
}

FOR_ADMINISTRATORS = {
    *("getMetrics", "createKey", "listKeys", "getKey", "updateKey", "deleteKey"),
    *("getWebhook", "redeliverWebhook", "listWebhooks", "testWebhook"),
    *("getHistory", "getAnyTask", "cancelAnyTask", "runTaskAgain", "getOverview", "getLedger"),
    *("beginSecretRotation", "completeSecretRotation", "abandonSecretRotation"),
}


HEADS = {"headHealth", "checkTaskImage", "checkTaskPlan"}
RESPONSES = "#/components/responses/"


@pytest.fixture
async def document(anonymous: httpx.AsyncClient) -> dict[str, Any]:
    answer = await anonymous.get("/schema/openapi.json")
    assert answer.status_code == 200
    decoded: dict[str, Any] = answer.json()
    return decoded


def operations(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The operations by id."""
    return {operation["operationId"]: operation for path in document["paths"].values() for operation in path.values()}


def media_types(part: object) -> Iterator[dict[str, Any]]:
    """Every place of the document that has a schema and may have examples."""
    members = part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
    if isinstance(part, dict) and "schema" in part:
        yield part
    for member in members:
        yield from media_types(member)


async def test_every_operation_names_every_status(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    assert {name: set(found["responses"]) for name, found in operations(document).items()} == STATUSES


async def test_every_error_has_one_description_with_an_example(document: dict[str, Any]) -> None:
    described = document["components"]["responses"]
    for response in described.values():
        media = response["content"]["application/json"]
        assert media["schema"] == {"$ref": "#/components/schemas/Problem"}
        assert media["examples"]
    for name, operation in operations(document).items():
        for status, response in operation["responses"].items():
            if status < "400" or (name, status) == ("getReady", "503"):
                continue
            assert response.get("$ref", "").startswith(RESPONSES) or name in HEADS
            assert "content" not in response


async def test_the_document_is_valid_and_its_examples_are_too(document: dict[str, Any]) -> None:
    OpenAPIV31SpecValidator(document).validate()
    seen = 0
    for media in media_types(document):
        schema = Draft202012Validator({"components": document["components"], **media["schema"]}, validate_formats=True)
        for example in media.get("examples", {}).values():
            schema.validate(example["value"])
            seen += 1
    assert seen > 40


async def test_generators_find_names_times_bytes_and_what_is_always_there(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    task = schemas["TaskAnswer"]
    assert task["properties"]["status"] == {"$ref": "#/components/schemas/TaskStatus"}
    assert schemas["TaskStatus"]["enum"] == ["completed", "failed", "pending", "running"]
    assert task["properties"]["completed_at"] == {"type": ["string", "null"], "format": "date-time"}
    assert {"confidence", "provenance"} <= set(task["required"])
    assert "plot" not in task["required"]
    assert schemas["GenerateBody"]["required"] == ["caption"]
    png = operations(document)["downloadTaskImage"]["responses"]["200"]["content"]["image/png"]["schema"]
    assert png == {"type": "string", "format": "binary", "contentMediaType": "image/png"}
    for name, operation in operations(document).items():
        assert operation["tags"][0] in {tag["name"] for tag in document["tags"]}
        assert operation["summary"]
        assert operation["description"]
        for parameter in operation.get("parameters", []):
            assert parameter["description"], (name, parameter["name"])


async def test_operations_are_secured_by_their_kind_of_key(document: dict[str, Any]) -> None:
    schemes = document["components"]["securitySchemes"]
    assert {name: (scheme["type"], scheme["scheme"]) for name, scheme in schemes.items()} == {
        "ApiKey": ("http", "bearer"),
        "AdminKey": ("http", "bearer"),
    }
    secured = {name: found.get("security") for name, found in operations(document).items()}
    assert [secured.pop(name) for name in ("getHealth", "headHealth", "getReady")] == [[]] * 3
    for name, security in secured.items():
        assert security == ([{"AdminKey": []}] if name in FOR_ADMINISTRATORS else [{"ApiKey": []}])


async def test_the_document_is_the_one_reviewed(document: dict[str, Any]) -> None:
    text = json.dumps(document, indent=1, sort_keys=True) + "\n"
    if not SNAPSHOT.exists():
        SNAPSHOT.write_text(text)

    assert text == SNAPSHOT.read_text()
