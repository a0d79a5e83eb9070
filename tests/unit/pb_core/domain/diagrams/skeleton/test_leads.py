import pytest

from pb_core.domain.diagrams.skeleton.leads import counted_noun, is_no_part, names_order, says_order, tells_apart
from support.skeletons import only


def test_a_list_is_titled_by_what_it_counts() -> None:
    assert only("We use two main modules: a planner and a critic.").title == "main modules"
    assert counted_noun("It goes through three stages of sorting:") == "stages"
    assert counted_noun("It does several things, as the reader may know:") == ""


@pytest.mark.parametrize(
    ("lead", "ordered", "apart", "no_part"),
    [
        ("It has three steps:", True, False, False),
        ("It has three modules:", False, True, False),
        ("We make three contributions:", False, False, True),
        ("The procedure of the reader is as follows:", True, False, False),
        ("The steps were known long before we had the idea to write:", False, False, False),
    ],
)
def test_a_lead_says_what_it_leads_to(lead: str, *, ordered: bool, apart: bool, no_part: bool) -> None:
    assert (says_order(lead), tells_apart(lead), is_no_part(lead)) == (ordered, apart, no_part)


def test_a_heading_names_an_order_wherever_it_stands() -> None:
    assert names_order("Data flow in detail")
    assert not names_order("Data in detail")
