"""Which pictogram an element is drawn with: the one whose type or state its label names, else none.

The head of the label counts first ("image encoder" is an encoder), then the words before it ("speech input"), then, for
a datum, the words after a preposition. Words that name no type, and labels in other languages, give no pictogram.
"""

import re

from pb_core.domain.diagrams.spec import Element, ElementKind
from pb_core.domain.diagrams.words import fold

_PHRASES = {
    "film": "video frame, video clip",
    "code": "source code, code snippet, code block",
    "stack": "training data, training set, validation set, test set, data set, mini batch, replay buffer",
    "slabs": "feature map, feature pyramid, convolution layer, convolutional layer",
    "matrix": "attention map, attention matrix, heat map, mel spectrogram",
    "image": "depth map, normal map, texture map, segmentation map, saliency map, segmentation mask",
    "points": "point cloud",
    "curve": "learning rate, noise scheduler",
    "histogram": "class probability",
    "graph": "graph network, graph neural network, graph attention network",
    "net": "neural network, feed forward network, feedforward network, diffusion model, projection head",
    "cylinder": "knowledge base, data base, vector store, data store, memory bank",
    "agent": "language model, large language model, chat bot",
    "vector": "hidden state, object query, learnable query, learned query",
}
_HEADS = {
    "image": "image photo photograph picture pixel patch tile crop scan micrograph screenshot thumbnail mri",
    "film": "video clip",
    "waveform": "audio speech signal eeg sound waveform recording utterance",
    "document": (
        "text passage report document article paragraph answer response summary transcript caption paper leaflet note "
        "log protocol questionnaire survey letter abstract guideline manual email"
    ),
    "code": "code program script",
    "stack": "dataset corpus corpora batch minibatch library collection",
    "bubble": "prompt query question instruction message dialogue conversation",
    "tokens": "token sequence",
    "vector": "embedding latent feature vector",
    "matrix": "matrix matrices heatmap spectrogram attention",
    "slabs": "convolution layer cnn resnet backbone transformer",
    "table": "table record register registry spreadsheet",
    "points": "cluster clustering sample",
    "histogram": "distribution probability probabilities histogram score logit softmax posterior prior density",
    "curve": "schedule series curve trajectory",
    "graph": "graph molecule subgraph",
    "net": "mlp perceptron denoiser discriminator vocoder",
    "encoder": "encoder",
    "decoder": "decoder",
    "cylinder": "store index memory cache database repository",
    "person": "user patient annotator participant human clinician",
    "agent": "agent llm robot assistant chatbot",
    "lens": (
        "search retrieve retrieval retriever inspect inspection verify verifier verification checker validator "
        "detector detection monitor monitoring matcher lookup evaluator audit"
    ),
    "gear": (
        "tool optimise optimize optimiser optimizer optimisation optimization solver update simulator engine compiler"
    ),
}
_BY_WORD = {word: name for name, words in _HEADS.items() for word in words.split()}
_BY_PHRASE = {tuple(phrase.split()): name for name, phrases in _PHRASES.items() for phrase in phrases.split(", ")}
_LONGEST = max(map(len, _BY_PHRASE))
_MANY = {"document": "stack"}  # several sheets are a stack
_NOT_BEFORE_A_HEAD = frozenset(
    {"score", "layer", "sample", "sequence", "update", "feature", "paper", "index", "record", "latent", "answer"}
    | {"log", "note", "library", "prior", "density", "survey", "monitor", "detection", "engine"}
)
"""Words that name a type at the end of a label and say little before another noun, as in "sequence model"."""

_SIGNS = {
    "add": "add addition sum summation plus",
    "multiply": "multiply multiplication product hadamard",
    "concat": "concat concatenate concatenation",
    "dot": "dot",
    "sigmoid": "sigmoid",
}
SIGNS = frozenset(_SIGNS)
"""The pictograms of operations: a circle with the operation's sign."""
_BY_SIGN = {word: name for name, words in _SIGNS.items() for word in words.split()} | {
    "elementwise product": "multiply",
    "element-wise product": "multiply",
    "hadamard product": "multiply",
    "elementwise sum": "add",
    "element-wise sum": "add",
    "dot product": "dot",
    "inner product": "dot",
}
_ACTIONS = frozenset({"lens", "gear"})
_NETWORK = re.compile(r"(?:hyper|sub)?networks?")
_COUNTED = re.compile(r"^(?:top[ -])?\d[\d,]*\b(?![-.])")
_DATA = frozenset({ElementKind.INPUT, ElementKind.OUTPUT, ElementKind.DATA, ElementKind.STORE})
_WITHOUT = frozenset({ElementKind.DECISION, ElementKind.OBJECTIVE})
_BY_KIND = {ElementKind.STORE: "cylinder", ElementKind.ACTOR: "person"}
_SEPARATORS = re.compile(r"\b(?:of|for|from|with|to|in|into|by|on|at|per|over|and|or|via|as|under|between)\b")
_LIST = re.compile(r",(?!\d)")
_FORMULA = re.compile(r"\$[^$]*\$|\\[a-z]+(?:\{[^{}]*\})*(?:[_^]\S*)?|\b\w[_^]\S+|\b[a-z]\b")
_WORD = re.compile(r"[^\W\d_]+")


def glyph_of(element: Element) -> str | None:
    """The name of the element's pictogram in ``glyph_paths.GLYPHS``, or ``None``.

    A store is at least a cylinder and an actor a person; decisions and objectives have shapes and signs of their own.
    """
    if element.kind in _WITHOUT:
        return None
    if element.kind is ElementKind.OPERATION and fold(element.label) in _BY_SIGN:
        return _BY_SIGN[fold(element.label)]
    named = _named(_FORMULA.sub(" ", fold(element.label)), element.kind)
    if element.kind is ElementKind.ACTOR and named not in {"agent", "person"}:
        return "person"
    return named or _BY_KIND.get(element.kind)


def _named(label: str, kind: ElementKind) -> str | None:
    parts = [words for part in _SEPARATORS.split(label) if (words := _WORD.findall(part))]
    if not parts or _LIST.search(label):
        return None
    if kind in _DATA:
        return _datum(label, parts)
    if kind is ElementKind.MODEL and _NETWORK.fullmatch(parts[-1][-1]):
        return "graph" if parts[-1][:1] == ["graph"] else "net"
    return _in_phrase(parts[0])


def _datum(label: str, parts: list[list[str]]) -> str | None:
    """The type of a datum; a counted lot of anything else is a stack."""
    found = next((name for part in parts if (name := _in_phrase(part)) and name not in _ACTIONS), None)
    is_lot = bool(_COUNTED.match(label)) and parts[0][-1].endswith("s")
    return "stack" if is_lot and found in {None, "document"} else found


def _in_phrase(words: list[str]) -> str | None:
    """The type that the last of the words names, else the nearest one before it."""
    for end in range(len(words), 0, -1):
        is_head = end == len(words)
        for length in range(min(_LONGEST, end), 0, -1):
            name = _name_of(tuple(words[end - length : end]), is_head=is_head)
            if name is not None:
                return name
    return None


def _name_of(words: tuple[str, ...], *, is_head: bool) -> str | None:
    singular = (*words[:-1], _singular(words[-1]))
    if len(words) > 1:
        return _BY_PHRASE.get(singular)
    name = _BY_WORD.get(words[0]) or _BY_WORD.get(singular[0])
    if name is None or (not is_head and singular[0] in _NOT_BEFORE_A_HEAD):
        return None
    return _MANY.get(name, name) if is_head and words != singular else name


def _singular(word: str) -> str:
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    if word.endswith(("ches", "shes", "xes", "ces")) and word[:-2] in _BY_WORD:
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word
