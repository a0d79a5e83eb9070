import pytest
from msgspec.structs import replace

from pb_core.domain.findings import Check, Finding
from pb_core.domain.questions import (
    Defect,
    ItemVerdict,
    Scores,
    Severity,
    Standing,
    Verdict,
    accepted,
    faulty_items,
    major_defects,
    score,
)

PRESENT = ItemVerdict(name="encoder", standing=Standing.PRESENT)
FINDING = Finding(check=Check.OVERLAP, subject="encoder", detail="It overlaps the decoder.")
GOOD = Verdict(items=(PRESENT,), scores=Scores(faithfulness=9, conciseness=9, readability=9, aesthetics=9))


def test_a_flawless_verdict_is_accepted() -> None:
    assert accepted(GOOD, ())


@pytest.mark.parametrize("standing", [Standing.WRONG, Standing.MISSING])
def test_a_faulty_item_is_not_accepted_whatever_the_scores(standing: Standing) -> None:
    verdict = replace(GOOD, items=(PRESENT, ItemVerdict(name="decoder", standing=standing)))

    assert not accepted(verdict, ())
    assert faulty_items(verdict) == ("decoder",)
    assert score(verdict, ()) < score(GOOD, ())


def test_a_finding_is_not_accepted_whatever_the_critic_says() -> None:
    assert not accepted(GOOD, (FINDING,))
    assert score(GOOD, (FINDING,)) < score(GOOD, ())


@pytest.mark.parametrize("dimension", ["faithfulness", "conciseness", "readability", "aesthetics"])
def test_one_bad_dimension_is_not_accepted(dimension: str) -> None:
    verdict = replace(GOOD, scores=replace(GOOD.scores, **{dimension: 6.9}))

    assert not accepted(verdict, ())


def test_faithfulness_weighs_double() -> None:
    unfaithful = replace(GOOD, scores=replace(GOOD.scores, faithfulness=5))
    ugly = replace(GOOD, scores=replace(GOOD.scores, aesthetics=5))

    assert score(unfaithful, ()) < score(ugly, ())


def test_a_major_defect_stands_against_a_drawing_and_a_minor_one_costs_little() -> None:
    flaw = Defect(element="figure", evidence="the palette is dull", severity=Severity.MINOR)
    fault = Defect(element="figure", evidence="the axis is cut off", severity=Severity.MAJOR)
    flawed, faulty = replace(GOOD, defects=(flaw,)), replace(GOOD, defects=(fault,))
    assert accepted(flawed, ())
    assert not accepted(faulty, ())
    assert score(GOOD, ()) > score(flawed, ()) > score(faulty, ())


def test_a_defect_of_an_item_that_is_called_wrong_counts_once() -> None:
    wrong = replace(GOOD, items=(PRESENT, ItemVerdict(name="decoder", standing=Standing.WRONG)))
    named = replace(wrong, defects=(Defect(element="decoder", evidence="it is empty", severity=Severity.MAJOR),))
    assert major_defects(named) == ()
    assert score(named, ()) == score(wrong, ())
