import pytest

from pb_adapters.drawing.shared.tex_labels import Atom, NotMathematics, is_prose, parse, parts_of


def shown(atoms: tuple[Atom, ...]) -> str:
    """Atoms as one line: scripts in brackets, styles by a letter."""
    marks = {"italic": "i", "upright": "u", "bold": "b", "bold italic": "bi", "label": "l"}
    out = []
    for atom in atoms:
        body = f"({shown(atom.inner)})" if atom.inner else f"{atom.text}:{marks[atom.style]}" if atom.text else "~"
        out.append(
            body
            + (f"^{atom.accent}" if atom.accent else "")
            + (f"[{shown(atom.below)}]" if atom.below else "")
            + (f"<{shown(atom.above)}>" if atom.above else "")
        )
    return " ".join(out)


@pytest.mark.parametrize(
    ("formula", "atoms"),
    [
        ("x_t", "x:i[t:i]"),
        ("x_{t+1}^2", "x:i[t:i +:u 1:u]<2:u>"),
        (r"\hat{y}", "(y:i)^ˆ"),
        (r"\mathcal{L}_{\mathrm{rec}}", "(ℒ:u)[(rec:u)]"),
        (r"\mathbb{E}[z]", "(𝔼:u) [:u z:i ]:u"),
        (r"\mathbf{W}\boldsymbol{\mu}", "(W:b) (μ:bi)"),
        (r"\theta\Sigma", "θ:i Σ:u"),
        ("f'(x)", "(f:i ′:u) (:u x:i ):u"),
        ("x_i'", "(x:i[i:i] ′:u)"),
        (r"10^{-3}", "10:u<−:u 3:u>"),
        (r"2.5", "2.5:u"),
        (r"\text{if } x", "if :u x:i"),
        (r"a,b", "a:i ,:u ~ b:i"),
        (r"\log p", "log:u p:i"),
        ("{ab}_c", "(a:i b:i)[c:i]"),
    ],
)
def test_a_formula_is_parsed_as_tex_would(formula: str, atoms: str) -> None:
    assert shown(parse(formula)) == atoms


@pytest.mark.parametrize(
    "formula",
    ["x_", "_x", "x_a_b", "x^a^b", "{x", "x}", r"\frac{a}{b}", r"\hat", "^", "x_}", r"\text x", "'", r"\,_x", "{}"],
)
def test_what_is_no_formula_of_the_subset_is_refused(formula: str) -> None:
    with pytest.raises(NotMathematics):
        parse(formula)


@pytest.mark.parametrize(
    ("label", "atoms"),
    [
        ("Image x_t", "Image :l x:i[t:i]"),
        ("loss L_rec", "loss :l L:i[(rec:u)]"),
        ("n_init, max_age, x_t", "n_init, max_age, :l x:i[t:i]"),  # a name of code among such
        ("W_Q, W_K", "W:i[Q:i] , :l W:i[K:i]"),
        ("D_KL", "D:i[(KL:u)]"),
        ("x_ij", "x:i[i:i j:i]"),
        (r"\mathcal{L}_{contrast}", "(ℒ:u)[(contrast:u)]"),
        ("10^6 steps", "10:u<6:u>  steps:l"),
        ("ℝ^{H×W}", "ℝ:u<H:i ×:u W:i>"),
        (r"Loss $\mathcal{L}$ of z_0", "Loss :l (ℒ:u)  of :l z:i[0:u]"),
        (r"policy π_θ(a)", "policy :l π:i[θ:i] (:l a:i ):l"),
        ("($U$)^k", "(:l U:i ():l)<k:i>"),
        (r"\alpha mixing", "α:i  mixing:l"),
        ("$a_gripper$", "a:i[(gripper:u)]"),  # a word is one script
        ("$W_ihx_t$", "W:i[i:i] h:i x:i[t:i]"),
    ],
)
def test_formulas_stand_among_words(label: str, atoms: str) -> None:
    found = parts_of(label)
    assert found is not None
    assert shown(found) == atoms


@pytest.mark.parametrize(
    "label",
    [
        "Encoder", "train_set", "file_name.npy", "A_B_C", "costs $5 or $6", "$5", "C:\\data", r"\foo{x}",
        r"$\frac{a}{b}$", "x_train.npy", "snake_case_name", "a ^ b", "C++", "$ x $", "", "_", "k-NN", "3_2", "v1_2",
        "L_KEEP",
    ],
)  # fmt: skip
def test_names_prices_and_unknown_commands_are_no_mathematics(label: str) -> None:
    assert parts_of(label) is None


@pytest.mark.parametrize("formula", ["{" * 500 + "x" + "}" * 500, r"\hat" * 500 + "x", "x" + "'" * 500, "x_{" * 500])
def test_nesting_without_end_is_refused(formula: str) -> None:
    with pytest.raises(NotMathematics):
        parse(formula)
    assert parts_of(f"${formula}$") is None


def test_prose_between_dollars_is_told_from_a_formula() -> None:
    assert is_prose("5 or ")
    assert is_prose("5 to 6 dollars")
    assert is_prose("")
    assert not is_prose("x + y")
