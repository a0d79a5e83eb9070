import json
from typing import Any, cast

from litestar import Request
from litestar.openapi.spec import SecurityScheme

from pb_http.openapi.document import DocumentPlugin, finished, openapi_config
from pb_http.openapi.schemas import CodecSchemas


def test_the_document_names_the_version_and_both_kinds_of_key() -> None:
    config = openapi_config("1.2.3", CodecSchemas())
    schemes = config.to_openapi_schema().components.security_schemes or {}  # type: ignore[union-attr]  # there are some

    assert config.version == "1.2.3"
    assert {name for name, scheme in schemes.items() if isinstance(scheme, SecurityScheme)} == {"ApiKey", "AdminKey"}


def test_schemas_are_tidied_wherever_they_stand_and_examples_are_left_alone() -> None:
    raw = {"enum": ["pending", "running", "completed", "failed"]}
    document = {"paths": {"/": {"get": {"schema": raw, "examples": {"one": {"schema": raw}}}}}, "components": {}}

    operation = finished(document, CodecSchemas())["paths"]["/"]["get"]

    assert operation == {"schema": {"$ref": "#/components/schemas/TaskStatus"}, "examples": {"one": {"schema": raw}}}


def test_the_document_is_written_once() -> None:
    plugin, request = DocumentPlugin(CodecSchemas()), cast("Request[Any, Any, Any]", None)

    first = plugin.render(request, {"components": {}})

    assert set(json.loads(first)["components"]["schemas"]) >= {"Problem", "Payload"}
    assert plugin.render(request, {"components": {"headers": {}}}) is first
