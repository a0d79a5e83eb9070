from pb_adapters.drawing.composites.svg_to_pdf.content import Content, Resources
from pb_adapters.drawing.composites.svg_to_pdf.geometry import IDENTITY, Rect
from pb_adapters.drawing.composites.svg_to_pdf.objects import Pdf


def test_a_state_in_which_nothing_is_drawn_leaves_no_trace() -> None:
    content = Content()
    with content.saved():
        content.move(IDENTITY)
    assert content.written() == ""
    with content.saved():
        content.move(IDENTITY.translate(2, 3))
        content.clip("0 0 1 1 re", even=True)
    assert content.written() == "q\n1 0 0 1 2 3 cm\n0 0 1 1 re W* n\nQ"


def test_equal_states_are_one_object() -> None:
    resources = Resources(Pdf())
    first = resources.state("/ca 0.5")
    assert resources.state("/ca 0.5") == first
    assert resources.state("/ca 0.6") != first


def test_a_form_shows_its_content_inside_its_box() -> None:
    pdf = Pdf()
    resources = Resources(pdf)
    number = resources.form(Content(), Rect(1, 2, 3, 4), space="DeviceGray")
    name = resources.name("XObject", number)
    resources.finish()
    data = pdf.file()
    assert b"/BBox[1 2 4 6]" in data
    assert b"/CS/DeviceGray" in data
    assert f"/XObject<</{name} {number} 0 R>>".encode() in data
