from pb_adapters.planners.critique_steps import revision_with
from pb_core.domain.diagrams.spec import DiagramSpec, Element, Palette, Styling
from pb_core.domain.questions import CritiqueBrief, ReviseBrief, Revision, Scores, Verdict

SPEC = DiagramSpec(elements=(Element(id="a", label="A"),))
SCORES = Scores(faithfulness=9, conciseness=9, readability=9, aesthetics=9)


def test_the_revision_is_that_of_the_critic() -> None:
    styling = Styling(palette=Palette.SLATE)
    verdict = Verdict(
        items=(), scores=SCORES, revised_spec=SPEC, revised_styling=styling, revised_description="Better."
    )  # fmt: skip
    critique = CritiqueBrief(
        spec=SPEC, description="D", styling=Styling(), source="S", caption="C", guide="G", checklist=(), findings=(),
        round=1, rounds=2,
    )  # fmt: skip
    revision = revision_with(lambda _: verdict)(ReviseBrief(critique=critique, verdict=verdict))
    assert revision == Revision(spec=SPEC, styling=styling, description="Better.")
