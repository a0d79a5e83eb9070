"""The commands of TeX that labels may use, and the characters they stand for."""

_GREEK = (
    "alpha α beta β gamma γ delta δ epsilon ϵ varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι kappa κ lambda λ "
    "mu μ nu ν xi ξ pi π rho ρ sigma σ tau τ upsilon υ phi ϕ varphi φ chi χ psi ψ omega ω Gamma Γ Delta Δ Theta Θ "
    "Lambda Λ Xi Ξ Pi Π Sigma Σ Upsilon Υ Phi Φ Psi Ψ Omega Ω"
)
_ORDINARY = (
    "infty ∞ partial ∂ nabla ∇ ell ℓ forall ∀ exists ∃ emptyset ∅ top ⊤ bot ⊥ star ⋆ ast ∗ prime ′ dagger † degree ° "
    "ldots … dots … cdots ⋯ sum ∑ prod ∏ int ∫ langle ⟨ rangle ⟩ lbrace { rbrace } | ∥ Vert ∥ vert | Re ℜ Im ℑ hbar ℏ"
)
_OPERATORS = (
    "times × cdot · div ÷ pm ± mp ∓ oplus ⊕ otimes ⊗ odot ⊙ circ ∘ cup ∪ cap ∩ setminus ∖ wedge ∧ vee ∨ le ≤ leq ≤ "
    "ge ≥ geq ≥ ne ≠ neq ≠ approx ≈ sim ∼ simeq ≃ equiv ≡ propto ∝ ll ≪ gg ≫ in ∈ notin ∉ subset ⊂ subseteq ⊆ mid ∣ "
    "to → rightarrow → leftarrow ← leftrightarrow ↔ Rightarrow ⇒ mapsto ↦ parallel ∥ perp ⊥"
)
_SPACES = {",": 0.17, ":": 0.22, ";": 0.28, "!": -0.17, " ": 0.28, "quad": 1.0, "qquad": 2.0}


def _table(text: str) -> dict[str, str]:
    words = text.split()
    return dict(zip(words[::2], words[1::2], strict=True))


GREEK = _table(_GREEK)
ORDINARY = _table(_ORDINARY) | {"{": "{", "}": "}", "%": "%", "_": "_", "&": "&", "#": "#", "$": "$"}
OPERATORS = _table(_OPERATORS)
"""Signs with space around them."""
SIGNS = frozenset(OPERATORS.values()) | frozenset("+−=<>")
"""Characters with space around them."""
SPACES = _SPACES
"""Widths of spaces, of the type size."""
_NAMES = "log ln exp max min arg argmax argmin sin cos tan tanh det dim ker lim sup inf Pr softmax"
NAMES = frozenset(_NAMES.split())
"""Functions, set upright by their own name."""
ACCENTS = {
    "hat": "ˆ", "widehat": "ˆ", "tilde": "˜", "widetilde": "˜", "bar": "ˉ", "overline": "ˉ", "dot": "˙", "ddot": "¨",
    "vec": "→", "check": "ˇ",
}  # fmt: skip
"""Marks above a letter."""
STYLES = {
    "mathbf": "bold", "bm": "bold italic", "boldsymbol": "bold italic", "mathrm": "upright", "text": "text",
    "textrm": "text", "textbf": "bold text", "operatorname": "upright", "mathit": "italic", "textit": "italic",
    "mathcal": "script", "mathscr": "script", "mathbb": "double", "mathsf": "label", "mathtt": "label",
}  # fmt: skip
"""How a command sets its argument."""

_SCRIPT = dict(zip("BEFHILMRego", "ℬℰℱℋℐℒℳℛℯℊℴ", strict=True))
_DOUBLE = dict(zip("CHNPQRZ", "ℂℍℕℙℚℝℤ", strict=True))
_SCRIPT_A, _SCRIPT_LOWER_A, _DOUBLE_A, _DOUBLE_LOWER_A, _DOUBLE_0 = 0x1D49C, 0x1D4B6, 0x1D538, 0x1D552, 0x1D7D8


def script(char: str) -> str:
    """The calligraphic form of a Latin letter; other characters as they are."""
    return _SCRIPT.get(char) or _shifted(char, _SCRIPT_A, _SCRIPT_LOWER_A)


def double(char: str) -> str:
    """The double-struck form of a Latin letter or digit; other characters as they are."""
    if char.isascii() and char.isdigit():
        return chr(_DOUBLE_0 + int(char))
    return _DOUBLE.get(char) or _shifted(char, _DOUBLE_A, _DOUBLE_LOWER_A)


def _shifted(char: str, upper: int, lower: int) -> str:
    if not (char.isascii() and char.isalpha()):
        return char
    return chr(upper + ord(char) - ord("A")) if char.isupper() else chr(lower + ord(char) - ord("a"))
