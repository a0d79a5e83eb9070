from pb_core.application.evaluation import ArrowCounts, CaseScore, EvaluationRun, Share


def run(*cases: CaseScore) -> EvaluationRun:
    return EvaluationRun(model="m", form="one-question", prompts="p", cases=cases)


def test_totals_are_sums_and_the_median_of_the_time() -> None:
    first = CaseScore(
        name="a", at_first=True, usable=True, boxes=Share(part=2, whole=3), arrows=ArrowCounts(stated=1, unsupported=2),
        skeleton=Share(part=1, whole=4), calls=2, cost_usd=0.25, seconds=3.0,
    )  # fmt: skip
    second = CaseScore(name="b", usable=True, arrows=ArrowCounts(sequence=3), calls=4, cost_usd=0.5, seconds=9.0)
    third = CaseScore(name="c", error="No.", calls=1, cost_usd=0.0, seconds=4.0)
    totals = run(first, second, third).totals
    assert (totals.at_first, totals.usable) == (Share(part=1, whole=3), Share(part=2, whole=3))
    assert (totals.boxes, totals.skeleton) == (Share(part=2, whole=3), Share(part=1, whole=4))
    assert totals.arrows == ArrowCounts(stated=1, sequence=3, unsupported=2)
    assert (totals.calls, totals.cost_usd, totals.seconds) == (7, 0.75, 4.0)


def test_a_cost_that_nobody_tells_makes_the_sum_unknown() -> None:
    assert run(CaseScore(name="a", cost_usd=1.0), CaseScore(name="b")).totals.cost_usd is None


def test_a_run_without_cases_has_no_time() -> None:
    assert run().totals.seconds == 0
