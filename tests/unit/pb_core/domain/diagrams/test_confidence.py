import pytest
from msgspec.structs import replace

from pb_core.domain.diagrams.confidence import Coverage, coverage, repeated_terms
from pb_core.domain.diagrams.skeleton.outlines import Form, Item, Outline, Skeleton
from pb_core.domain.diagrams.spec import Connection, DiagramSpec, Element, Group
from pb_core.domain.diagrams.support import PartSupport, Support, SupportReport

TEXT = (
    "The retrieval module finds passages. The retrieval module is trained with hard negatives. A reader takes the "
    "passages. The reader writes answers; hard negatives help. We add hard negatives twice, and hard negatives again."
)


def item(name: str) -> Item:
    return Item(name=name, evidence=name)


def outline(*names: str, ordered: bool = False) -> Outline:
    return Outline(form=Form.CHAIN if ordered else Form.LIST, items=tuple(map(item, names)), ordered=ordered)


def reported(spec: DiagramSpec, *unsupported: str) -> SupportReport:
    def part(subject: str) -> PartSupport:
        support = Support.UNSUPPORTED if subject in unsupported else Support.STATED
        return PartSupport(subject=subject, support=support)

    return SupportReport(
        elements=tuple(part(e.id) for e in spec.elements),
        connections=tuple(part(c.name) for c in spec.connections),
        groups=tuple(part(g.id) for g in spec.groups),
    )


def test_dropped_arrows_lower_and_joined_steps_raise_what_is_shown() -> None:
    spec = DiagramSpec(
        elements=tuple(Element(id=name, label=name) for name in ("Sorter", "Press", "Store", "Gate")),
        connections=tuple(Connection(source=a, target=b) for a, b in (("Sorter", "Press"), ("Press", "Store"),
                                                                      ("Store", "Gate"))),
    )  # fmt: skip
    lists = Skeleton(outlines=(outline("Sorter", "Press", "Store", "Gate"), outline("Ink", "Paper")))
    steps = Skeleton(outlines=(outline("Sorter", "Press", "Store", "Gate", ordered=True), outline("Ink", "Paper")))
    shares = [coverage(spec, reported(spec), lists, (), dropped=count).share or 0 for count in (0, 2)]
    assert shares[1] < shares[0] < (coverage(spec, reported(spec), steps, ()).share or 0)


SPEC = DiagramSpec(
    elements=(
        Element(id="a", label="Retriever", aliases=("retrieval module",)),
        Element(id="b", label="Reader", detail="writes answers"),
        Element(id="c", label="Cache"),
    ),
    connections=(Connection(source="a", target="b", label="passages"),),
    groups=(Group(id="g", title="Training"),),
)


def test_terms_of_the_caption_come_first_and_then_what_the_text_repeats_often() -> None:
    assert repeated_terms(TEXT, "Figure 1: Overview of the retrieval module and the reader") == (
        "retrieval module",
        "reader",
        "hard negatives",
    )


@pytest.mark.parametrize("text", ["", "首先,雨量序列输入时间编码器,得到时间特征。" * 20])
def test_texts_that_are_not_english_repeat_nothing(text: str) -> None:
    assert repeated_terms(text, "雨量序列") == ()


def test_a_figure_that_shows_everything_is_covered() -> None:
    skeleton = Skeleton(outlines=(outline("retrieval module", "Reader", ordered=True), outline("Training", "cache")))
    shown = coverage(SPEC, reported(SPEC), skeleton, ("answers", "passages", "reader"))
    assert (shown.total, shown.share, shown.findings) == (3 * 4 + 2 * 1 + 2 * 2, 1.0, ())


def test_what_is_missing_is_a_finding_each_and_lowers_the_share() -> None:
    skeleton = Skeleton(outlines=(outline("Retriever", "Cache", ordered=True), outline("Reranker")))
    shown = coverage(SPEC, reported(SPEC), skeleton, ("hard negatives",))
    assert [finding.subject for finding in shown.findings] == ["Reranker", "Retriever->Cache"]
    assert shown.terms == ("hard negatives",)
    assert shown.share == 0.33  # (1 - (4 + 1 + 2) / (3 * 4 + 1 + 2)) * (1 - 0.65 / 2) * (1 - 0.3 * (1 - 3 / 4))


def test_only_supported_parts_count() -> None:
    skeleton = Skeleton(outlines=(outline("Retriever", "Reader", ordered=True),))
    shown = coverage(SPEC, reported(SPEC, "a->b", "b"), skeleton, ())
    assert [name.name for name in shown.items] == ["Reader"]
    assert (shown.lost, shown.total) == (8, 12)


@pytest.mark.parametrize(
    ("outlines", "share"),
    [
        ((outline("Retriever", "Reader", ordered=True), outline("Anna", "Berta")), 0.54),
        ((outline("Retriever", "Reader"), outline("Anna", "Berta", "Cache")), 0.36),
        ((outline("Retriever", "Anna"), outline("Anna", "Berta")), 0.16),
        ((outline("Retriever", "Reader"), replace(outline("Anna", "Berta"), in_caption=True)), 0.12),
    ],
)
def test_lists_aside_weigh_less_than_what_is_central(outlines: tuple[Outline, ...], share: float) -> None:
    assert coverage(SPEC, reported(SPEC), Skeleton(outlines=outlines), ()).share == share


def test_a_folded_arrow_counts_as_folded() -> None:
    skeleton = Skeleton(outlines=(outline("Retriever", "Reader", ordered=True),))
    assert coverage(SPEC, reported(SPEC), skeleton, ()).share == 1.0
    folded = coverage(SPEC, reported(SPEC), skeleton, (), {"a->b"})
    assert (folded.lost, folded.total) == (4, 12)
    assert folded.share == 0.23  # no arrow is left


def test_loose_boxes_are_no_sure_figure() -> None:
    skeleton = Skeleton(outlines=(outline("Retriever", "Reader", "Cache", "Training"),))
    shares = [
        coverage(spec, reported(spec), skeleton, ()).share
        for spec in (SPEC, replace(SPEC, connections=()), replace(SPEC, elements=SPEC.elements[:2]))
    ]
    assert shares == [1.0, 0.6, 0.64]  # without the arrow; with two boxes for four names: 3 / 4 * (1 - 0.3 / 2)


def test_nothing_to_show_is_no_share() -> None:
    assert Coverage().share is None
    assert coverage(SPEC, reported(SPEC), Skeleton(), ()).share is None


def test_terms_weigh_less_than_the_outline_and_whatever_is_lost_keeps_the_share_below_one() -> None:
    spec = replace(SPEC, elements=SPEC.elements[:2])
    skeleton = Skeleton(outlines=(outline("Retriever", "Reader"),))
    assert coverage(spec, reported(spec), skeleton, ("hard negatives",)).share == 0.5
    assert coverage(spec, reported(spec), skeleton, ()).share == 0.7  # two names in no order are little to go by
    assert Coverage(total=1000, lost=1).share == 0.99
