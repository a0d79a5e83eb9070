import pytest

from pb_core.domain.questions.prompt_numbers import number_faults


@pytest.mark.parametrize(
    ("description", "rewritten", "given", "fault"),
    [
        ("12 layers, 0.5 s", "Components:\n1. 12 layers\n2. a delay of 0.5 s", "", ""),
        ("12 layers", "twelve layers", "", "It has lost 12, which the description has."),
        ("a model", "a model of 24 layers", "", "It has 24, which neither the description nor the context has."),
        ("a model", "a model of 24 layers, 8 heads", "It has 24 layers.", ""),  # 8 may count anything
        ("", "11 12 13 14 15 16 17", "", "It has 11, 12, 13, 14, 15, 16 and others, which neither"),
    ],
)
def test_numbers_stay_and_none_are_added(description: str, rewritten: str, given: str, fault: str) -> None:
    found = number_faults(description, rewritten, given)
    assert found.startswith(fault)
    assert bool(found) == bool(fault)
