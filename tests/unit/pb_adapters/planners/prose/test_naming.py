"""What a short text names, whose part it is, and how often."""

import pytest

from pb_adapters.planners.prose.reading import read


@pytest.mark.parametrize(
    ("source", "names", "wholes"),
    [
        ("A U-Net with skip connections.", ["U-Net", "skip connections"], [0]),
        ("An LSTM and a CNN.", ["LSTM", "CNN"], []),
        ("GraphNet, a graph neural network with an attention readout.", ["GraphNet", "attention readout"], [0]),
        ("Our network is not a CNN.", [], []),
        ("The CNN reads the image.", [], []),
        ("# Method\n\nA CNN and an LSTM.", [], []),
        ("We use a CNN. " * 4, [], []),
        ("- a CNN\n- an LSTM", [], []),
    ],
)
def test_parts_and_their_wholes(source: str, names: list[str], wholes: list[int]) -> None:
    naming = read(source, "").naming
    assert [part.name for part in naming.parts] == names
    assert sorted({part.whole for part in naming.parts if part.whole is not None}) == wholes


@pytest.mark.parametrize(
    ("source", "repeat", "unit"),
    [
        ("a 6-layer encoder", 6, "layer"), ("an encoder with six layers", 6, "layers"), ("two CNN encoders", 2, ""),
        ("an encoder with 12 blocks and a head", 12, "blocks"), ("a 1-layer encoder", None, ""),
    ],
)  # fmt: skip
def test_what_is_repeated(source: str, repeat: int | None, unit: str) -> None:
    part = read(source, "").naming.parts[0]
    assert (part.repeat, part.unit) == (repeat, unit)


def test_followed_by_is_an_order() -> None:
    assert read("A CNN followed by an LSTM, followed by a GRU.", "").naming.orders == ((0, 1), (1, 2))
