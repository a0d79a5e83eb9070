import msgspec
from litestar import Litestar, post
from litestar.params import JSONBody
from litestar.testing import TestClient

from pb_http.struct_app import StructApp


class Box(msgspec.Struct):
    label: str


@post()
async def turned(data: JSONBody[Box]) -> Box:
    return Box(data.label[::-1])


def test_structs_are_taken_and_given() -> None:
    with TestClient(StructApp([turned], openapi_config=None)) as client:
        assert client.post("/", json={"label": "encoder"}).json() == {"label": "redocne"}
        assert client.post("/", json={"label": 1}).status_code == 400


def test_no_parts_for_other_models_are_loaded() -> None:
    assert _models(Litestar()) == {"pydantic", "attrs"}
    assert _models(StructApp()) == set()


def _models(app: Litestar) -> set[str]:
    modules = " ".join(type(plugin).__module__ for plugin in app.plugins)
    return {name for name in ("pydantic", "attrs") if name in modules}
