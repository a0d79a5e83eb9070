"""Headings of the method name parts; those about the paper, its trials and its details do not."""

import pytest

from pb_core.domain.diagrams.headings import is_aside, is_elsewhere, names_part


@pytest.mark.parametrize(
    "heading", ["Spatial Encoder", "Tokenizer Design", "Grid preparation", "Sharpness loss", "2DTM"]
)
def test_parts_of_a_method(heading: str) -> None:
    assert names_part(heading)
    assert not is_elsewhere(heading)


@pytest.mark.parametrize(
    "heading",
    [
        "Training Details", "Experimental Setup", "Tagging Scheme Design", "Overview", "Model Architecture", "Datasets",
        "How to generate records", "Scalability Issue", "Learning", "Approval for trials", "Dependencies",
        "Package layout", "Data flow at a glance", "Data", "Cohort description",
        "Model Performance", "Challenges", "Loss functions", "Implementation",
        "Installation", "Monitoring", "Benchmarking", "Features", "Output", "Reference Design - Joy",
    ],
)  # fmt: skip
def test_what_a_paper_says_of_a_method(heading: str) -> None:
    assert not names_part(heading)


@pytest.mark.parametrize("heading", ["Related work", "Baselines", "Notation", "Ablations"])
def test_what_stands_beside_the_method_is_told_elsewhere(heading: str) -> None:
    assert is_aside(heading)
    assert is_elsewhere(heading)


@pytest.mark.parametrize(("heading", "elsewhere"), [("Implementation", False), ("Implementation status", True)])
def test_an_implementation_may_tell_the_method(heading: str, *, elsewhere: bool) -> None:
    assert is_elsewhere(heading) is elsewhere


def test_an_overview_holds_the_method_and_is_no_part_of_it() -> None:
    assert not is_elsewhere("Method overview")
    assert is_elsewhere("Results")
    assert not is_aside("Results")
