import pytest

from pb_adapters.drawing.diagrams.exports.tikz.mathematics import set_line
from pb_adapters.drawing.shared.text_metrics import settings


def tex(line: str) -> str:
    with settings():
        return set_line(line)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Image x_t", "Image ${x}_{t}$"),
        (r"$\mathcal{L}_{rec}$", r"${\mathcal{L}}_{rec}$"),
        (r"$\hat{y}$", r"$\hat{y}$"),
        ("10^6 steps", "${10}^{6}$ steps"),
        (r"$\epsilon_\theta$", r"${\epsilon }_{\theta }$"),
        (r"$\mathbf{x} \in \mathbb{R}$", r"$\mathbf{x}\in \mathbb{R}$"),
        ("L_rec", r"${L}_{\mathrm{rec}}$"),
        ("Plain 100%", "Plain 100\\%"),
    ],
)
def test_what_we_set_is_written_anew(line: str, expected: str) -> None:
    assert tex(line) == expected


def test_what_only_matplotlib_sets_is_kept_if_it_only_sets_mathematics() -> None:
    assert tex(r"Sampler $\sqrt{1-\beta_t}$") == r"Sampler $\sqrt{1-\beta_t}$"


@pytest.mark.parametrize(
    "line",
    [r"$\input{secrets}$", r"$x \write18{ls}$", r"$\catcode`\%=12$", "$a^^5cb$", r"$\def\x{1}$", r"$\href{a}{b}$"],
)
def test_commands_that_do_anything_else_are_text(line: str) -> None:
    found = tex(line)
    assert "\\$" in found
    assert not any(word in found.replace("\\textbackslash{}", "") for word in ("\\input", "\\write", "\\def", "\\cat"))
