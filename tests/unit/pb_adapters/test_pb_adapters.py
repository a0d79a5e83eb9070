import pytest

import pb_adapters


@pytest.mark.parametrize("name", pb_adapters.__all__)
def test_every_public_name_is_there(name: str) -> None:
    assert getattr(pb_adapters, name).__name__ == name


def test_every_name_that_is_loaded_late_is_public() -> None:
    assert sorted(pb_adapters._HOMES) == sorted(pb_adapters.__all__)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="'pb_adapters' has no attribute 'open_figure'"):
        _ = pb_adapters.open_figure
