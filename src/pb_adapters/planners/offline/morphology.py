"""English word forms: the forms of the verbs we know, and singulars of nouns."""

from enum import StrEnum

from pb_adapters.planners.offline.relations import FAMILIES, OTHER_VERBS
from pb_adapters.planners.offline.wordlists import words


class Form(StrEnum):
    """The form of a verb."""

    BASE = "base"
    PRESENT = "present"
    PAST = "past"
    GERUND = "gerund"


_IRREGULAR = {
    "take": "took taken", "give": "gave given", "feed": "fed", "read": "read", "send": "sent", "draw": "drew drawn",
    "write": "wrote written", "find": "found", "build": "built", "rebuild": "rebuilt", "split": "split",
    "choose": "chose chosen", "keep": "kept", "run": "ran run", "begin": "began begun", "show": "showed shown",
    "see": "saw seen", "hold": "held", "lead": "led", "leave": "left", "make": "made", "bind": "bound",
    "freeze": "froze frozen", "set": "set", "let": "let", "fit": "fit fitted", "grow": "grew grown",
    "become": "became become", "fall": "fell fallen", "rise": "rose risen", "know": "knew known", "lose": "lost",
    "seek": "sought", "go": "went gone", "say": "said", "lie": "lay lain", "stand": "stood", "drive": "drove driven",
    "rewrite": "rewrote rewritten", "grind": "ground", "undergo": "underwent undergone", "speak": "spoke spoken",
    "hear": "heard", "shrink": "shrank shrunk", "upsample": "upsampled", "have": "had", "do": "did done",
    "be": "was were been", "mean": "meant", "pre-train": "pre-trained pretrained", "spin-coat": "spin-coated",
}  # fmt: skip
_DOUBLED = words(
    "map crop bin embed trim clip pad stem plan stop step log ship tag drop skip fit get put set let begin run "
    "split cut spin ban submit commit transfer scan plot occur prefer refer equip chop dip stir blot sum win"
)  # fmt: skip
_NOT_PLURAL = ("ss", "us", "is", "ous")
_IRREGULAR_PLURALS = {
    "indices": "index", "vertices": "vertex", "matrices": "matrix", "analyses": "analysis", "hypotheses": "hypothesis",
    "criteria": "criterion", "bodies": "body", "children": "child", "mice": "mouse", "axes": "axis", "bases": "base",
    "media": "medium", "people": "person", "leaves": "leaf", "losses": "loss", "patches": "patch", "biases": "bias",
    "lens": "lens", "series": "series", "species": "species", "runs": "run", "data": "data", "corpora": "corpus",
    "spectra": "spectrum", "optima": "optimum", "maxima": "maximum", "minima": "minimum",
}  # fmt: skip
_VOWELS = "aeiou"


def singular(word: str) -> str:
    """The singular of a lower-case English noun, or the word itself."""
    if word in _IRREGULAR_PLURALS:
        return _IRREGULAR_PLURALS[word]
    if len(word) <= 3 or not word.endswith("s") or word.endswith(_NOT_PLURAL):  # noqa: PLR2004 - gas, bus, its
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zes")):
        return word[:-2]
    return word[:-1]


def stem(word: str) -> str:
    """A crude common stem, enough to see that ``conditioning`` and ``conditioned`` are one word."""
    base = singular(word)
    for ending in (
        "ments",
        "ment",
        "ations",
        "ation",
        "ings",
        "ing",
        "ions",
        "ion",
        "ers",
        "er",
        "ors",
        "or",
        "ed",
        "es",
        "e",
        "al",
    ):
        if base.endswith(ending) and len(base) - len(ending) >= 4:  # noqa: PLR2004 - shorter stems say nothing
            return base[: -len(ending)]
    return base


def _forms(lemma: str) -> dict[str, Form]:
    double = lemma in _DOUBLED
    root = lemma + lemma[-1] if double else lemma
    drop = root[:-1] if root.endswith("e") and not root.endswith("ee") else root
    consonant_y = lemma.endswith("y") and lemma[-2] not in _VOWELS
    present = (
        lemma[:-1] + "ies"
        if consonant_y
        else lemma + ("es" if lemma.endswith(("s", "x", "z", "ch", "sh", "o")) else "s")
    )
    past = lemma[:-1] + "ied" if consonant_y else drop + "ed"
    forms = {present: Form.PRESENT, drop + "ing": Form.GERUND}
    for word in _IRREGULAR.get(lemma, past).split():
        forms[word] = Form.PAST
    if lemma.endswith("l") and lemma[-2] in "ae" and lemma[-3:-2] not in _VOWELS:
        forms |= {lemma + "led": Form.PAST, lemma + "ling": Form.GERUND}
    forms.setdefault(lemma, Form.BASE)
    return forms


def _table() -> dict[str, tuple[str, frozenset[Form]]]:
    table: dict[str, tuple[str, frozenset[Form]]] = {}
    for lemma in sorted({*FAMILIES, *OTHER_VERBS}):
        forms = _forms(lemma)
        for word, form in forms.items():
            known = table.get(word, (lemma, frozenset[Form]()))
            table[word] = (known[0], known[1] | {form})
        known = table.get(lemma, (lemma, frozenset[Form]()))
        table[lemma] = (lemma, known[1] | {Form.BASE})
    return table


VERB_FORMS = _table()
"""Every form of every known verb: its lemma and what forms it can be."""


def lemma_of(word: str) -> str:
    """The lemma of a verb form; unknown participles lose their ending."""
    known = VERB_FORMS.get(word)
    if known:
        return known[0]
    for ending in ("ied", "ed", "ing", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:  # noqa: PLR2004 - a stem has three letters
            root = word[: -len(ending)]
            doubled = ending in ("ed", "ing") and root[-1] == root[-2] and root[-1] not in "lsz"
            return root[:-1] if doubled else root + ("y" if ending == "ied" else "")
    return word
