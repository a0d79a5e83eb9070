from msgspec import Struct

from pb_adapters.fakes.request_checks import unknown_fields


class Inner(Struct, rename="camel"):
    image_size: str = ""


class Outer(Struct):
    inner: Inner | None = None
    many: tuple[Inner, ...] = ()
    mixed: str | tuple[Inner, ...] = ""
    free: dict[str, int] = {}


def test_unknown_members_are_named_by_their_path() -> None:
    document = {
        "inner": {"imageSize": "1K", "image_size": "1K"},
        "many": [{}, {"x": 1}],
        "mixed": [{"y": 1}],
        "free": {"anything": 1},
        "z": None,
    }
    assert unknown_fields(document, Outer) == ("z", "inner.image_size", "many.1.x", "mixed.0.y")


def test_known_members_are_passed_over() -> None:
    assert unknown_fields({"inner": None, "mixed": "text", "many": []}, Outer) == ()
