import pytest

from pb_core.domain.tables.quantities import is_unit, quantity_of, unit_in_name, unitless


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("latency (ms)", "ms"), ("Accuracy [%]", "%"), ("time_ms", "ms"), ("speed (m/s)", "m/s"), ("area (m²)", "m²"),
        ("rate (s^-1)", "s^-1"), ("params (M)", "M"), ("accuracy (test)", ""), ("F1 (macro)", ""),
        ("latency in ms", "ms"),
        ("accuracy %", "%"), ("% correct", "%"), ("memory_gb", "GB"), ("acc_min", ""), ("loss_s", "s"),
        ("准确率（%）", "%"),
        ("velocity_km_s", "km/s"), ("pressure (mmHg)", "mmHg"), ("distance_Mpc", "Mpc"),
        ("dose (mg kg^-1)", "mg kg^-1"), ("model", ""), ("concentration (µM)", "µM"), ("", ""), ("cost ($)", "$"),
    ],
)  # fmt: skip
def test_the_unit_of_a_name(name: str, unit: str) -> None:
    assert unit_in_name(name) == unit


@pytest.mark.parametrize(
    ("text", "quantity"),
    [
        ("12", (12, "")), ("12 ms", (12, "ms")), ("12ms", (12, "ms")), ("76.1%", (76.1, "%")), ("$1,200", (1200, "$")),
        ("3 tokens/s", (3, "tokens/s")), ("7B", None), ("350M", None), ("8K", None), ("2x", None), ("1990s", None),
        ("3d", None), ("5 apples", None), ("ms", None), ("1 " * 60, None), ("$5 ms", None),
    ],
)  # fmt: skip
def test_the_quantity_of_a_text(text: str, quantity: tuple[float, str] | None) -> None:
    assert quantity_of(text) == quantity


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("velocity_km_s", "velocity"), ("velocity (km/s)", "velocity"), ("current error (A)", "current error"),
        ("ms", "ms"), ("train_size", "train size"), ("", ""),
    ],
)  # fmt: skip
def test_a_name_without_its_unit(name: str, bare: str) -> None:
    assert unitless(name) == bare


def test_products_and_quotients_of_units_are_units() -> None:
    assert is_unit("kJ/mol")
    assert is_unit("tokens per second")
    assert not is_unit("")
    assert not is_unit("per")
