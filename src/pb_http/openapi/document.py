"""The document itself: its frame, and how it is given out."""

from typing import Any

import msgspec
from litestar import Request
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import Components, License, SecurityScheme, Server, Tag
from msgspec import Struct

from pb_http.openapi.problems import HEADERS, described
from pb_http.openapi.schemas import CodecSchemas, component_schemas, tidy
from pb_http.openapi.webhooks import PAYLOADS, WEBHOOKS
from pb_http.schemas import Problem

_TAGS = {
    "Submissions": "Ask for a figure: each answers with a task as soon as it is stored and charged.",
    "Tasks": "What became of a task, its pictures and its plan.",
    "Health": "Whether the server works, for those who watch it.",
    "Admin keys": "API keys and their quotas, for the administrator.",
    "Admin history": "Tasks of all keys, for the administrator.",
    "Admin overview": "What the installation does, its webhooks and ledgers, for the administrator.",
    "Admin webhooks": "Webhooks of all keys, for the administrator.",
    "Webhooks": "What the server sends to the `webhook_url` of a submission or key.",
}


class DocumentPlugin(JsonRenderPlugin):
    """Gives the document out, with the schemas of the codec in place of the framework's."""

    def __init__(self, structs: CodecSchemas) -> None:
        super().__init__()
        self._structs, self._rendered = structs, b""

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:
        """The document as JSON, written once."""
        del request
        if not self._rendered:
            self._rendered = msgspec.json.encode(finished(openapi_schema, self._structs))
        return self._rendered


def finished(document: dict[str, Any], structs: CodecSchemas) -> dict[str, Any]:
    """The framework's document with schemas that generators can use."""
    kinds: set[type[Struct]] = {Problem, *PAYLOADS, *structs.kinds.values()}
    components = document["components"] | {"schemas": component_schemas(kinds)}
    told: dict[str, Any] = _tidied({name: part for name, part in document.items() if name != "components"})
    return told | {
        "components": {name: _tidied(part) if name != "schemas" else part for name, part in components.items()}
    }


def openapi_config(version: str, structs: CodecSchemas) -> OpenAPIConfig:
    """The document's frame."""
    return OpenAPIConfig(
        title="PaperBanana API",
        version=version,
        path="/schema",
        description="Publication-ready academic figures through a task-based asynchronous API.",
        license=License(name="Apache-2.0", identifier="Apache-2.0"),
        servers=[Server(url="/", description="The server that gives this document out.")],
        tags=[Tag(name=name, description=description) for name, description in _TAGS.items()],
        webhooks={**WEBHOOKS},
        components=Components(
            security_schemes={
                "ApiKey": SecurityScheme(type="http", scheme="bearer", description="A key made by an administrator."),
                "AdminKey": SecurityScheme(type="http", scheme="bearer", description="PAPERBANANA_ADMIN_KEY."),
            },
            headers={**HEADERS},
            responses=described(),
        ),
        render_plugins=[DocumentPlugin(structs)],
        use_handler_docstrings=True,
    )


def _tidied(part: Any) -> Any:  # noqa: ANN401 - any JSON
    """Every schema in a part of the document."""
    if isinstance(part, list):
        return [_tidied(member) for member in part]
    if not isinstance(part, dict):
        return part
    return {
        name: tidy(member) if name == "schema" else member if name == "examples" else _tidied(member)
        for name, member in part.items()
    }
