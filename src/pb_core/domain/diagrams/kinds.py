"""What an element is, told by the last word of its name."""

import re

from pb_core.domain.diagrams.roles import names_objective
from pb_core.domain.diagrams.spec import ElementKind

_HEADS: dict[ElementKind, str] = {
    ElementKind.MODEL: (
        "network encoder decoder transformer model cnn mlp rnn lstm gru gnn gcn unet u-net vit resnet bert gpt llm "
        "vlm backbone classifier generator discriminator policy autoencoder head tokenizer tokeniser captioner "
        "regressor predictor detector estimator teacher student critic actor-critic perceptron forest learner "
        "embedder retriever reader reranker ranker projector adapter chatgpt gpt-4 clip"
    ),
    ElementKind.DATA: (
        "image video frame picture photo text sentence document token word question answer query caption feature "
        "representation embedding vector matrix tensor map mask graph tree node edge sequence series signal waveform "
        "spectrogram audio speech sample batch label prediction score probability distribution logit weight output "
        "input result data dataset corpus set latent code state action observation trajectory reward-signal point "
        "cloud mesh patch pixel voxel box proposal candidate list table record log report message request response "
        "key value prompt context instruction demonstration knowledge rule constraint requirement specification "
        "parameter noise gradient read sequence-read spectrum peptide protein gene cell tissue image-pair pair "
        "residual hypothesis evidence passage chunk summary triple triplet relation entity metadata page"
    ),
    ElementKind.STORE: (
        "database memory buffer store storage cache repository warehouse archive library queue pool ledger registry "
        "index dictionary codebook disk"
    ),
    ElementKind.OPERATION: (
        "convolution attention self-attention cross-attention pooling concatenation softmax normalization "
        "normalisation sum addition multiplication product fusion activation dropout upsampling downsampling sampling "
        "interpolation averaging projection sigmoid relu layernorm"
    ),
    ElementKind.OBJECTIVE: (
        "loss objective penalty reward regularizer regulariser regularization likelihood criterion elbo"
    ),
    ElementKind.ACTOR: (
        "user human annotator expert patient participant clinician physician doctor surgeon student-user teacher-user "
        "engineer developer customer client reviewer designer researcher practitioner respondent"
    ),
    ElementKind.DECISION: "decision branch-point",
}  # fmt: skip
_HANGS = re.compile(r" (?:of|with|for|in|on|by|to|as|can|from|via) ")
_PERSONS = frozenset(
    re.findall(
        r"\w+",
        "admin administrator adult analyst applicant artist assessor attacker author buyer caller caregiver caretaker "
        "child citizen coach colleague community companion consumer crowd driver editor educator employee "
        "examiner family farmer group guardian individual inspector instructor interviewee interviewer judge juror "
        "jury labeler labeller lead leader learner lecturer listener maintainer man manager member moderator nurse "
        "officer operator organiser organizer owner parent partner passenger pathologist people pedestrian person "
        "personnel pilot player practitioner professional professor programmer provider pupil rater reader "
        "resident rider scientist seller speaker specialist staff stakeholder student subject subscriber supervisor "
        "surveyor teacher team technician tester therapist tutor viewer visitor volunteer woman worker writer "
        "agent assistant bot chatbot llm robot",
    )
)
"""Heads of names of persons beside those that tell a kind, and of agents."""
_BY_ENDING = ("ist", "ian", "ists", "ians")  # of professions
_PARTS = re.compile(r" (?:and|or) |[,/&\n]")
_KIND_OF = {word: kind for kind, words in _HEADS.items() for word in words.split()}


def kind_of(name: str) -> ElementKind:
    """The kind of what is called by a name; a process where the word tells nothing."""
    if names_objective(name):
        return ElementKind.OBJECTIVE
    head = _HANGS.split(name.strip(), maxsplit=1)[0].split()[-1:] or [""]
    word = head[0].lower().strip(".,:;()")
    return _KIND_OF.get(word) or _KIND_OF.get(singular(word)) or ElementKind.PROCESS


def is_nobody(name: str) -> bool:
    """Whether no word of an actor's name says that it is a person or an agent, as of an environment or a tool."""
    parts = (_HANGS.split(part.split("(")[0].strip(), maxsplit=1)[0].split() for part in _PARTS.split(name.casefold()))
    heads = [words[-1].strip(".,:;()").rpartition("-")[2] for words in parts if words]
    return bool(heads) and not any(map(_is_somebody, heads))


def _is_somebody(word: str) -> bool:
    one = singular(word)
    is_named = one in _PERSONS or word in _PERSONS or _KIND_OF.get(one) is ElementKind.ACTOR
    return is_named or word.endswith(_BY_ENDING)


def singular(word: str) -> str:
    """A noun in the singular, well enough to compare."""
    if word.endswith("ies") and len(word) > 4:  # noqa: PLR2004 - letters
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches", "shes", "zes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3:  # noqa: PLR2004 - letters
        return word[:-1]
    return word
