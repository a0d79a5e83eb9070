"""A diagram is put together from parts and hand-overs, and nothing in it is said that the source does not say."""

import pytest

from pb_core.domain.diagrams.part_plan import HandOver, PartPlan, SaidPart, plan_of
from pb_core.domain.diagrams.skeleton.reading import read_skeleton
from pb_core.domain.diagrams.spec import ConnectionKind, ElementKind, validate
from pb_core.domain.diagrams.support import Support, check_support

STEPS = ("tokenise", "embed", "cluster")
SOURCE = (
    "Raw images are cut into patches. The patch encoder maps the patches to feature vectors. A ranking network reads "
    "the feature vectors and writes a quality score. The quality score is sent back to the patch encoder."
)
PARTS = (
    SaidPart(name="Raw images", sentence="Raw images are cut into patches."),
    SaidPart(name="patch encoder", sentence="The patch encoder maps the patches to feature vectors."),
    SaidPart(
        name="ranking network", sentence="A ranking network reads the feature vectors and writes a quality score."
    ),
    SaidPart(name="quality score", sentence="A ranking network reads the feature vectors and writes a quality score."),
)


def planned(*hand_overs: HandOver, parts: tuple[SaidPart, ...] = PARTS, source: str = SOURCE) -> PartPlan:
    plan = plan_of(parts, hand_overs, source, skeleton=read_skeleton(source))
    assert plan is not None
    validate(plan.spec)
    return plan


def verdicts(plan: PartPlan, source: str = SOURCE) -> list[Support]:
    report = check_support(plan.spec, source, skeleton=read_skeleton(source))
    return [part.support for part in report.connections]


def test_parts_get_ids_and_kinds_and_keep_their_sentences() -> None:
    plan = planned(HandOver(source=1, target=2, what="patches"), HandOver(source=3, target=4))
    assert [element.id for element in plan.spec.elements] == [
        "raw_images",
        "patch_encoder",
        "ranking_network",
        "quality_score",
    ]
    kinds = [ElementKind.INPUT, ElementKind.MODEL, ElementKind.MODEL, ElementKind.OUTPUT]
    assert [element.kind for element in plan.spec.elements] == kinds
    assert [element.evidence for element in plan.spec.elements] == [part.sentence for part in PARTS]


def test_an_arrow_rests_on_two_sentences_that_share_its_term() -> None:
    said = HandOver(source=1, target=2, what="feature vectors", sentence="A ranking network reads the feature vectors")
    plan = planned(said, parts=PARTS[1:3])
    (arrow,) = plan.spec.connections
    assert arrow.evidence == f"{PARTS[1].sentence} … {said.sentence}"
    assert (arrow.label, verdicts(plan)) == ("feature vectors", [Support.STATED])


def test_a_sentence_that_the_source_does_not_have_is_replaced_by_one_that_it_has() -> None:
    invented = (PARTS[1], SaidPart(name="ranking network", sentence="It ranks everything beautifully."))
    plan = planned(HandOver(source=1, target=2, what="feature vectors", sentence="It ranks."), parts=invented)
    assert plan.spec.elements[1].evidence == PARTS[2].sentence
    assert verdicts(plan) == [Support.STATED]


def test_a_part_without_a_supported_arrow_is_joined_where_the_source_states_it() -> None:
    plan = planned(HandOver(source=1, target=4, sentence="Raw images are cut into patches."))
    names = [arrow.name for arrow in plan.spec.connections]
    assert names == ["raw_images->quality_score", "ranking_network->quality_score", "quality_score->patch_encoder"]
    assert verdicts(plan) == [Support.UNSUPPORTED, Support.STATED, Support.STATED]
    told = planned(HandOver(source=2, target=3, what="feature vectors", sentence=PARTS[2].sentence))
    assert "quality_score->patch_encoder" in [arrow.name for arrow in told.spec.connections]


def test_a_way_round_that_one_sentence_tells_step_by_step_is_not_drawn_as_well() -> None:
    source = "A gauge encoder turns the tide series into a tide embedding."
    parts = tuple(SaidPart(name=name) for name in ("tide series", "gauge encoder", "tide embedding"))
    plan = planned(parts=parts, source=source)
    assert [arrow.name for arrow in plan.spec.connections] == [
        "tide_series->gauge_encoder",
        "gauge_encoder->tide_embedding",
    ]


def test_an_arrow_that_nothing_supports_keeps_what_was_said_and_is_for_the_check_to_leave_out() -> None:
    said = HandOver(source=1, target=2, what="magic", sentence="Raw images are cut into patches.")
    plan = planned(said, parts=(PARTS[0], PARTS[2]))
    assert verdicts(plan) == [Support.UNSUPPORTED]
    assert plan.spec.connections[0].label == ""  # the source has no such word


def test_an_arrow_is_turned_where_its_sentence_says_the_reverse() -> None:
    plan = planned(HandOver(source=2, target=1, sentence=PARTS[2].sentence), parts=PARTS[2:])
    assert [arrow.name for arrow in plan.spec.connections] == ["ranking_network->quality_score"]
    assert plan.told == ("the arrow from 'quality score' to 'ranking network' was turned round",)


def test_what_closes_a_loop_is_a_feedback() -> None:
    back = HandOver(source=4, target=2, sentence="The quality score is sent back to the patch encoder.")
    forward = HandOver(source=2, target=3, what="feature vectors"), HandOver(source=3, target=4)
    plan = planned(*forward, back)
    flow = ConnectionKind.FLOW
    assert [arrow.kind for arrow in plan.spec.connections] == [flow, flow, ConnectionKind.FEEDBACK]
    assert set(verdicts(plan)) == {Support.STATED}


@pytest.mark.parametrize("ends", [(1, 1), (0, 2), (1, 9)])
def test_a_hand_over_that_leads_nowhere_is_none(ends: tuple[int, int]) -> None:
    plan = planned(HandOver(source=ends[0], target=ends[1]), parts=(PARTS[0], PARTS[3]))
    assert plan.spec.connections == ()


def test_parts_of_one_name_are_one_and_parts_without_a_name_none() -> None:
    twice = (*PARTS[:2], SaidPart(name="Patch  Encoder"), SaidPart(name=" "), PARTS[2])
    plan = planned(HandOver(source=3, target=5, what="feature vectors"), parts=twice)
    assert [element.label for element in plan.spec.elements] == ["Raw images", "patch encoder", "ranking network"]
    assert [arrow.name for arrow in plan.spec.connections] == ["patch_encoder->ranking_network"]
    assert plan_of((SaidPart(name=""),), (), SOURCE) is None


def test_parts_that_the_author_orders_are_joined_without_being_asked() -> None:
    source = "The pipeline has three steps: tokenise -> embed -> cluster. Each step writes a file."
    parts = tuple(
        SaidPart(name=name, sentence="tokenise -> embed -> cluster") for name in ("tokenise", "embed", "cluster")
    )
    plan = planned(HandOver(source=1, target=2, sentence="tokenise -> embed"), parts=parts, source=source)
    assert [arrow.name for arrow in plan.spec.connections] == ["tokenise->embed", "embed->cluster"]
    assert Support.UNSUPPORTED not in verdicts(plan, source)


def test_pages_that_are_pictures_are_taken_at_their_word() -> None:
    plan = planned(HandOver(source=1, target=2, what="patches", sentence="as seen"), source="")
    assert (plan.spec.connections[0].label, plan.spec.connections[0].evidence) == ("patches", "as seen")
