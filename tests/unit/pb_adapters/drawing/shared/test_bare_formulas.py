import pytest

from pb_adapters.drawing.shared.bare_formulas import bare_formulas, with_dollars
from pb_adapters.drawing.shared.tex_labels import parse


def set_in(text: str) -> list[str]:
    return [found.tex for found in bare_formulas(text)]


@pytest.mark.parametrize(
    ("text", "formulas"),
    [
        ("Target z_t+k", ["z_{t+k}"]),
        ("Observations o_≤t+k", ["o_{≤t+k}"]),
        ("state s_t-1", ["s_{t-1}"]),
        ("prefix τ_1:k", ["τ_{1:k}"]),
        ("x_t+y_t", ["x_{t}", "y_{t}"]),  # a sum of two
        ("an x_t-based gate", ["x_{t}"]),
        ("L_NA-W", [r"L_{\text{NA-W}}"]),
        ("ρ̃_t and ŷ_t", [r"\tilde{ρ}_{t}", r"\hat{y}_{t}"]),
        ("h_θ₁", ["h_{θ_{1}}"]),
        ("6^K", ["6^{K}"]),
        ("DE^-1 * H^T * DV^-0.5", ["DE^{-1}", "H^{T}", "DV^{-0.5}"]),
        ("e^-0.5 and k^2.", ["e^{-0.5}", "k^{2}"]),
        ("(|x| + 1)^k", [r"\mathsf{)}^{k}"]),
    ],
)
def test_an_index_or_power_is_one_whole(text: str, formulas: list[str]) -> None:
    assert set_in(text) == formulas
    assert all(parse(formula) for formula in formulas)


@pytest.mark.parametrize(
    "text",
    [
        "rcpt->a_hash = hash", "self.x_t", "ns::x_t", "x_t->next", "x_t.shape", "a_hash = row->hash", "x_size = f()",
        "n_init, max_age", "n_jobs=1", "L_KEEP", "a ^ b", "Wavelength λ", "H(a) = H₀", "k-NN + SVM", "x_(t",
        "lr 1e-4 · n_steps 64", "n_jobs = 1", "v_1.2", "x_0.5 and x_-0.5", "v_1.0 release",
    ],
)  # fmt: skip
def test_names_of_code_and_lines_without_scripts_are_left(text: str) -> None:
    assert bare_formulas(text) == ()
    assert with_dollars(text) == text


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("f L_cat + (1 − f) L_comp", "$f$ L_cat + (1 − $f$) L_comp"),
        ("largest m with 4m ≤ B_τ", "largest $m$ with $4m$ ≤ B_τ"),
        ("U^k ρ_t (U†)^k", "U^k ρ_t ($U†$)^k"),
        ("states [B,T,d_model]", "states [$B$,$T$,d_model]"),
        ("selects μ, β_A, B₁", "selects $μ$, β_A, B₁"),
        ("current I_e(t)", "current I_e($t$)"),
        ("a gate of plan B for x_t", "a gate of plan B for x_t"),  # words
        ("x_t -> B", "x_t -> B"),
        ("a = x_t of a model", "$a$ = x_t of a model"),
        ("costs $5 with m = x_t", "costs $5 with m = x_t"),
    ],
)
def test_beside_a_formula_letters_at_operators_are_symbols(text: str, marked: str) -> None:
    assert with_dollars(text) == marked
