from typing import Any

import pytest
from hypothesis import given as any_plan
from hypothesis import settings
from hypothesis import strategies as st

from pb_core.domain.diagrams.plan import FixedStyling, GivenDiagram, checked, plan_document, read_plan
from pb_core.domain.diagrams.spec import Connection, DiagramSpec, Direction, Element, Palette, Styling
from pb_core.domain.diagrams.support import PartSupport, Support, SupportReport
from pb_core.errors import InvalidRequest
from support.plans import looks, plans

SPEC = DiagramSpec(
    elements=(Element(id="enc", label="Encoder"), Element(id="dec", label="Decoder")),
    connections=(Connection(source="enc", target="dec"),),
)


@settings(max_examples=50, deadline=None)
@any_plan(st.data())
def test_what_is_told_is_read_back(data: st.DataObject) -> None:
    spec = data.draw(plans())
    styling = data.draw(looks(spec)).applied(Styling(), spec)

    found = read_plan(plan_document(spec, styling))

    assert (found.spec, found.styling) == (spec, FixedStyling.of(styling))


def test_verdicts_are_told_and_not_believed() -> None:
    report = SupportReport(
        elements=(PartSupport(subject="enc", support=Support.STATED, quotation="The encoder.", why="It names it."),),
        connections=(PartSupport(subject="enc->dec", support=Support.SEQUENCE, quotation="a -> b"),),
    )

    document = plan_document(SPEC, Styling(), report)

    assert document["elements"][0]["verdict"] == "stated"
    assert document["elements"][0]["evidence"] == "The encoder."
    assert document["elements"][1]["verdict"] is None
    assert document["connections"][0]["verdict"] == "sequence"
    assert read_plan(document).spec.connections[0].evidence == "a -> b"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"connections": [{"from": "enc", "to": "x"}]}, "plan: connection enc->x refers to the unknown id 'x'"),
        ({"styling": {"emphasis": ["x"]}}, "plan: emphasis names 'x', which is no element"),
        ({"styling": {"font": "x"}}, "plan.styling.font is not a field that is known"),
        ({"title": "x" * 201}, "plan.title must have at most 200 characters"),
    ],
)
def test_what_does_not_hold_is_refused(fields: dict[str, Any], sentence: str) -> None:
    with pytest.raises(InvalidRequest) as refusal:
        read_plan(plan_document(SPEC, Styling()) | fields)

    assert str(refusal.value) == sentence


def test_limits_hold_however_a_plan_was_made() -> None:
    long = GivenDiagram(spec=DiagramSpec(elements=(Element(id="a", label="x" * 121),)))

    with pytest.raises(InvalidRequest, match=r"^plan: elements\[0\].label must have at most 120 characters$"):
        checked(long)


def test_emphasis_goes_by_a_label_of_several_lines() -> None:
    spec = DiagramSpec(elements=(Element(id="a", label="Shared\nencoder"),))
    assert FixedStyling(emphasis=("shared encoder",)).emphasised(spec) == ("a",)


def test_emphasis_goes_by_label_too() -> None:
    found = read_plan(plan_document(SPEC, Styling()) | {"styling": {"emphasis": ["decoder", "dec", "enc"]}})

    assert found.styling.emphasis == ("dec", "enc")


def test_fixed_choices_replace_the_stylists() -> None:
    chosen = Styling(palette=Palette.MEADOW, direction=Direction.DOWN, emphasis=("dec",))

    assert FixedStyling().applied(chosen, SPEC) == chosen
    assert FixedStyling(emphasis=()).applied(chosen, SPEC).emphasis == ()
    assert FixedStyling(palette=Palette.SLATE, emphasis=("ENCODER", "gone")).applied(chosen, SPEC) == Styling(
        palette=Palette.SLATE, direction=Direction.DOWN, emphasis=("enc",)
    )


def test_a_requests_choices_go_before_the_plans() -> None:
    plan = FixedStyling(palette=Palette.SLATE, direction=Direction.UP, emphasis=("enc",))

    assert FixedStyling(palette=Palette.MEADOW, emphasis=()).over(plan) == FixedStyling(
        palette=Palette.MEADOW, direction=Direction.UP, emphasis=()
    )
    assert FixedStyling(emphasis=("x", "enc")).strangers(SPEC) == ("x",)
