import pytest

from pb_core.domain.diagrams.flowchart_shapes import (
    BRACKETS,
    BRACKETS_OF,
    COUNTERPARTS,
    FORMS,
    NAMED_FORMS,
    SHAPES,
    SIGNS,
    WRITTEN,
    natural_form,
)
from pb_core.domain.diagrams.spec import ElementKind, Shape


def test_every_kind_is_written_and_read_as_itself() -> None:
    assert set(WRITTEN) == set(ElementKind)
    assert len(set(WRITTEN.values())) == len(WRITTEN)
    assert set(WRITTEN.values()) <= set(BRACKETS)
    assert all(SHAPES[kind.value] is kind for kind in ElementKind)


def test_every_outline_but_bare_text_and_newer_ones_has_brackets_that_say_it() -> None:
    assert set(FORMS) < set(BRACKETS)
    assert set(BRACKETS_OF) == set(Shape) - {Shape.TEXT, Shape.STACK, Shape.LINED, Shape.TAGGED}
    assert all(FORMS[brackets] is form for form, brackets in BRACKETS_OF.items())


def test_every_outline_has_names_that_mermaid_knows() -> None:
    assert set(NAMED_FORMS.values()) == set(Shape)
    assert set(NAMED_FORMS) <= set(SHAPES)
    assert set(NAMED_FORMS) <= COUNTERPARTS
    assert SIGNS.keys().isdisjoint(NAMED_FORMS)


@pytest.mark.parametrize(
    ("kind", "form"),
    [(ElementKind.PROCESS, None), (ElementKind.MODEL, Shape.SUBROUTINE), (ElementKind.STORE, Shape.CYLINDER)],
)
def test_a_kind_has_the_outline_of_its_brackets(kind: ElementKind, form: Shape | None) -> None:
    assert natural_form(kind) is form


@pytest.mark.parametrize(
    ("name", "form"),
    [("procs", Shape.STACK), ("docs", Shape.STACK), ("lin-rect", Shape.LINED), ("tag-rect", Shape.TAGGED)],
)
def test_what_means_several_and_lined_and_tagged_boxes_have_outlines_of_their_own(name: str, form: Shape) -> None:
    assert NAMED_FORMS[name] is form
