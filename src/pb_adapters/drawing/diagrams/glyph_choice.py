"""Which pictogram an element is drawn with: the one whose type the head noun of its label names, else none.

"Image encoder" is an encoder, "speech input" speech. Names of code and files, verbs, words that mean something else in
another field, and labels in other languages give none: rather no pictogram than a wrong one.
"""

import re

from pb_core.domain.diagrams.spec import Element, ElementKind, Shape
from pb_core.domain.diagrams.words import fold

_PHRASES = {
    "film": "video frame, video clip",
    "code": "source code, program code, python code, generated code, code snippet, code block",
    "stack": (
        "training data, training set, validation set, test set, data set, mini batch, replay buffer, "
        "document collection, image collection"
    ),
    "slabs": (
        "feature map, feature pyramid, convolution layer, convolutional layer, hidden layer, linear layer, "
        "dense layer, attention layer, connected layer, pooling layer, transformer layer, embedding layer"
    ),
    "matrix": "attention map, attention matrix, heat map, mel spectrogram",
    "image": (
        "depth map, normal map, texture map, segmentation map, saliency map, segmentation mask, image patch, "
        "ct scan, mri scan, pet scan, brain scan, retinal scan, page scan, scanned page"
    ),
    "bubble": "user query, search query, text query, language query, user prompt, text prompt",
    "tokens": (
        "text token, image token, visual token, audio token, speech token, word token, patch token, "
        "input token, output token, latent token, discrete token, query token, token sequence"
    ),
    "masked-tokens": "masked token, masked sequence, masked token sequence",
    "points": "point cloud, data point, feature cluster, sample cluster, embedding cluster, point cluster",
    "curve": (
        "learning rate, noise scheduler, noise schedule, rate schedule, beta schedule, variance schedule, "
        "annealing schedule, time series, learning curve, loss curve"
    ),
    "histogram": "class probability",
    "graph": "graph network, graph neural network, graph attention network",
    "net": "neural network, feed forward network, feedforward network, diffusion model, projection head",
    "cylinder": "knowledge base, data base, vector store, data store, memory bank",
    "agent": "language model, large language model, chat bot",
    "vector": "hidden state, object query, learnable query, learned query",
}
_HEADS = {
    "image": "image photo photograph picture pixel tile micrograph screenshot thumbnail mri",
    "film": "video",
    "waveform": "audio speech eeg sound waveform utterance",
    "document": (
        "text passage report document article paragraph answer response summary transcript caption paper leaflet note "
        "log questionnaire survey letter abstract guideline email"
    ),
    "code": "program script",
    "stack": "dataset corpus corpora batch minibatch",
    "bubble": "prompt question instruction message dialogue conversation",
    "vector": "embedding vector latent",
    "matrix": "matrix matrices heatmap spectrogram attention",
    "slabs": "convolution cnn resnet backbone",
    "table": "table spreadsheet",
    "histogram": "probability probabilities histogram logit softmax posterior",
    "curve": "curve trajectory",
    "graph": "graph molecule",
    "net": "mlp perceptron denoiser discriminator vocoder",
    "encoder": "encoder",
    "decoder": "decoder",
    "cylinder": "store index memory cache database",
    "person": "user patient annotator participant human clinician",
    "agent": "agent llm robot assistant chatbot",
    "lens": (
        "search retrieval retriever inspection verifier verification checker validator detector detection monitoring "
        "matcher lookup evaluator"
    ),
    "gear": "tool optimiser optimizer optimisation optimization solver simulator engine compiler",
}
_HEADS_OF_DATA = {
    "image": "patch crop",
    "film": "clip",
    "tokens": "token sequence",
    "vector": "feature",
    "table": "record register",
    "histogram": "distribution score prior",
    "curve": "series",
}
"""Heads that name a type only where the plan says that the element is data."""

_ALONE = {"code": "code", "query": "bubble"}
"""Words that name a type only where nothing else is said: a latent code is no program, an object query no talk."""

_HEADS_OF_MODELS = {"slabs": "transformer layer"}
_BY_WORD = {word: name for name, words in _HEADS.items() for word in words.split()}
_DATA_BY_WORD = _BY_WORD | {word: name for name, words in _HEADS_OF_DATA.items() for word in words.split()}
_MODEL_BY_WORD = _BY_WORD | {word: name for name, words in _HEADS_OF_MODELS.items() for word in words.split()}
_BY_PHRASE = {tuple(phrase.split()): name for name, phrases in _PHRASES.items() for phrase in phrases.split(", ")}
_LONGEST = max(map(len, _BY_PHRASE))
_MANY = {"document": "stack"}  # several sheets are a stack
_SEVERAL = frozenset({"tokens", "masked-tokens"})  # which show more than one
_OTHERS = frozenset({"codes"})  # of a codebook, whereas a program's code has no plural
_DETERMINERS = frozenset({"a", "an", "the", "all", "each", "every", "its", "their", "this", "these"})
_HOLLOW = frozenset({"input", "output", "data", "signal", "recording"})  # heads that leave the type to the word before
_VERBS = frozenset(
    re.findall(
        r"\w+",
        "accept acknowledge acquire add adjust aggregate allocate allow append apply approve archive ask assemble "
        "assign attach authenticate authorise authorize await backup begin bind build calculate cancel check "
        "choose chunk clean cleanup clone close collect combine commit compare compile complete compose compress "
        "compute concatenate configure connect consume continue convert copy crawl create decode decrypt define "
        "delete deliver deny deploy derive detach detect determine disable discard discover dispatch display "
        "download draw drop duplicate embed emit enable encode encrypt end enrich ensure enter escape estimate "
        "evaluate exchange execute expand export extract fetch fill finalise finalize find finish fix flatten "
        "follow forget format generate get give handle hide identify ignore import increment infer ingest init "
        "initialise initialize insert inspect install invoke issue join keep link lint listen load lock look make "
        "manage measure merge migrate minify modify mount move normalise normalize notify obtain open optimise "
        "optimize organise organize package parse pause perform persist pick poll pop predict prepare prioritise "
        "prioritize produce propagate provision publish pull push put read rebuild receive redirect reduce refine "
        "reject remove render replace replicate reply require resample reset resize resolve respond restart "
        "restore resume retrieve retry return rewrite rollback route run save scrape select send serialise "
        "serialize serve set show skip sort split start stop strip submit subscribe summarise summarize switch "
        "sync take tokenise tokenize train transform translate trim truncate try unlock upload upsert use "
        "validate verify visualise visualize wait write ",
    )
)
_ALSO_VERBS = frozenset(
    re.findall(
        r"\w+",
        "answer audit batch cache clip cluster code crop document email feature filter forward graph group index "
        "label list log map mark match message note order patch picture plan post process project prompt query "
        "question rank record register release report request review sample scan schedule score script search "
        "share store stream survey table tag test track trigger update ",
    )
)
"""Words that are verbs where a process has no other, or where the plural of an object follows."""

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
_COUNTED = re.compile(r"^(?:top[ -])?\d[\d,]*\b(?![-.]| ·)")  # and no number of an element
_SEVERALLY = re.compile(r"(?:multiple|several|many)\s")
_DATA = frozenset({ElementKind.INPUT, ElementKind.OUTPUT, ElementKind.DATA})
_WITHOUT = frozenset({ElementKind.DECISION, ElementKind.OBJECTIVE})
_AFTER_THE_HEAD = re.compile(
    r"\s(?:of|for|from|with|to|in|into|by|on|at|per|over|via|as|under|between|that)\b.*|[(\[:;].*"
)
_LOT = re.compile(r"^(?:an? )?(?:ensemble|set|pair|list|group|number)s? of ")
_JOINED = re.compile(r"\s(?:and|or|&|\+)\s")
_LIST = re.compile(r",(?!\d)")
_FORMULA = re.compile(r"\$[^$]*\$|\\[a-z]+(?:\{[^{}]*\})*(?:[_^]\S*)?|\b\w[_^]\S+|\b[b-z]\b(?![-./(])")
_WORD = re.compile(r"(?:[^\W\d_]+-)*([^\W\d_]+)")


def glyph_of(element: Element) -> str | None:
    """The name of the element's pictogram in ``glyph_paths.GLYPHS``, or ``None``.

    What a plan says wins over the words of a label: a store is a cylinder whatever its name, an actor a person or an
    agent; decisions and objectives have shapes and signs of their own.
    """
    if element.kind in _WITHOUT:
        return None
    if element.kind is ElementKind.STORE or element.shape is Shape.CYLINDER:
        return "cylinder"
    if element.kind is ElementKind.OPERATION and fold(element.label) in _BY_SIGN:
        return _BY_SIGN[fold(element.label)]
    named = _named(_FORMULA.sub(" ", fold(element.label)), element.kind)
    if element.kind is ElementKind.ACTOR and named not in {"agent", "person"}:
        return "person"
    return named


def _named(label: str, kind: ElementKind) -> str | None:
    """The type that all things name which the label joins; a counted lot of anything else is a stack."""
    if _LIST.search(label):
        return None
    phrase = _AFTER_THE_HEAD.sub("", _LOT.sub("", " ".join(label.split())))
    found = {_of_phrase(words, kind) for part in _JOINED.split(phrase) if (words := _words(part))}
    named = {name for name in found if name is not None and not (kind in _DATA and name in _ACTIONS)}
    is_lot = kind in _DATA and bool(_COUNTED.match(phrase)) and phrase.endswith("s")
    if (is_lot or (kind in _DATA and _SEVERALLY.match(phrase))) and named <= {"document"}:
        return "stack"
    return named.pop() if len(named) == 1 else None


def _words(text: str) -> list[str]:
    """The words of a phrase, their compounds by their last part; what is no word, as a name of code, stays whole."""
    tokens = (token.strip(".,!?\"'“”") for token in text.split())
    return [found[1] if (found := _WORD.fullmatch(token)) else token for token in tokens if token]


def _of_phrase(words: list[str], kind: ElementKind) -> str | None:
    """The type that the head noun names, which is the last word, or the one before a hollow head."""
    if _is_command(words, kind):
        return None
    if kind is ElementKind.MODEL and _NETWORK.fullmatch(words[-1]):
        return "graph" if words[:1] == ["graph"] else "net"
    named = _of_head(words, kind)
    if named is None and len(words) > 1 and _singular(words[-1]) in _HOLLOW:
        return _of_head(words[:-1], kind)
    return named


def _is_command(words: list[str], kind: ElementKind) -> bool:
    """Whether a phrase says what to do: it begins with a verb, or a process's with what may be one."""
    first, last = words[0], words[-1]
    if not _DETERMINERS.isdisjoint(words[1:]):
        return True  # of an object
    if len(words) > 1:
        return first in _VERBS or (kind is ElementKind.PROCESS and first in _ALSO_VERBS and last != _singular(last))
    return kind is ElementKind.PROCESS and bool({first, _singular(first)} & (_VERBS | _ALSO_VERBS))


def _of_head(words: list[str], kind: ElementKind) -> str | None:
    if words[-1] in _OTHERS:
        return None
    singular = _singular(words[-1])
    is_plural = words[-1] != singular
    name = _known(words, singular, kind, is_plural=is_plural)
    if name in _SEVERAL and not is_plural and singular == "token":
        return None
    return _MANY.get(name, name) if name and is_plural else name


def _known(words: list[str], singular: str, kind: ElementKind, *, is_plural: bool) -> str | None:
    """The type of the longest phrase that ends in the head, else of the head."""
    for length in range(min(_LONGEST, len(words)), 1, -1):
        name = _BY_PHRASE.get((*words[-length:-1], singular))
        if name is not None:
            return name
    known = _DATA_BY_WORD if kind in _DATA else _MODEL_BY_WORD if kind is ElementKind.MODEL else _BY_WORD
    alone = _ALONE.get(singular) if len(words) == 1 and not (is_plural and singular == "query") else None
    return known.get(words[-1]) or known.get(singular) or alone


def _singular(word: str) -> str:
    if word.endswith("ies"):
        return word if word == "series" else f"{word[:-3]}y"
    if word.endswith(("ches", "shes", "xes", "ces")) and word[:-2] in _DATA_BY_WORD:
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word
