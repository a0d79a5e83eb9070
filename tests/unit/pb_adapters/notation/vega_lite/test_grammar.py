import msgspec
import pytest

from pb_adapters.notation.vega_lite import grammar
from pb_adapters.notation.vega_lite.parts import Part

PARTS = [
    kind for kind in vars(grammar).values() if isinstance(kind, type) and issubclass(kind, Part) and kind is not Part
]


@pytest.mark.parametrize("kind", PARTS)
def test_each_field_is_read_or_noted_or_refused_and_only_one_of_them(kind: type[Part]) -> None:
    read = {field.encode_name for field in msgspec.structs.fields(kind)}
    assert not read & kind.look
    assert not read & set(kind.instead)
    assert not kind.look & set(kind.instead)
    assert all(said and not said.endswith(".") for said in kind.instead.values())


def test_there_are_parts() -> None:
    assert {grammar.View, grammar.MarkDef, grammar.ChannelDef} <= set(PARTS)
