"""Turns: which way the English words between two names point, by closed lists; no grammar."""

import itertools
import re
from collections.abc import Iterator, Sequence
from enum import StrEnum

from pb_core.domain.diagrams.contrary import brackets, opening, opens_relative, phrases, places


class Turn(StrEnum):
    """Which way the words between two names point."""

    FORWARD = "forward"
    REVERSED = "reversed"
    NONE = "none"


_CONSUMERS = """
    accept adapt adjust aggregate align analyse analyze apply average check classify collect combine compare
    compress concatenate consume convert correct crop cut decode decompose denoise dequeue discretize divide
    downsample embed employ encode evaluate examine exploit filter fit flatten fuse ingest inspect integrate
    interpret invert leverage look map match measure merge monitor need normalise normalize observe parse partition
    pool process project quantize query rank read receive refine render require rerank reshape reuse review score
    segment smooth split sum summarise summarize take test tokenise tokenize track transform translate turn unfold
    upsample use watch weight
"""
"""What their subject does to an object that comes to it."""
_PRODUCERS = """
    affect build calculate commit compute condition construct control create deliver derive determine download draw
    drive emit enable enter estimate extract feed fetch form forward generate give guide hide hold infer inform
    initialise initialize inject issue modulate move obtain output pass pick predict produce propose provide pull raise
    regulate reject release replace retrieve return select send signal steer stream supervise supply support
    synthesise synthesize tell train trigger update write yield
"""
"""What their subject does to an object that it makes, sends or changes."""
_IRREGULAR = frozenset(("built", "cut", "drawn", "driven", "fed", "fit", "given", "held", "hidden", "read", "sent",
                        "split", "taken", "told", "written"))  # fmt: skip
FITTING = re.compile(r"(?:fit|appl|compar|match|align|adapt)(?:y|e|s|ies|es|ied|ed|d|ted|ting|ing)?")
"""Verbs whose object does not flow to what stands behind their ``to``."""
_FORWARD = phrases(
    "to, into, onto, towards, toward, then, before, prior to, through, followed by, placed in, stored in, put in, "
    "inserted in, input of, input to, input for, inputs of, inputs to, inputs for, as input to, "
    "as inputs to, as the input to, as an input to, so that, used by, used to, used in, "
    "used for, used as, resulting in, results in, leading to, >, →, ⇒"
)
_REVERSED = phrases(
    "from, based on, conditioned on, conditional on, depends on, depend on, relies on, rely on, built on, builds on, "
    "operates on, operate on, acts on, trained on, output of, outputs of, result of, results of, function of, after, "
    "given, preceded by, attends to, attend to, attends over, attending to, attending over, applied to, samples, "
    "sampled, looks up, guided by, informed by, caused by, <, ←"
)
_NEITHER = phrases(
    "corresponds to, corresponding to, equal to, identical to, similar to, respect to, due to, related to, relates to, "
    "compared to, belongs to, belonging to, refers to, according to, in addition to, up to, consists of, consist of, "
    "composed of, comprises, comprise, contains, contain, containing, includes, include, including, "
    "such as, link, links, linked, relate, relates, related, connect, connects, "
    "associate, associates, associated, shares, share, sharing, as well as, part of, type of, kind of, parallel to, "
    "parallel with, together with, along with, parameterized by, implemented as, implemented by, implemented with"
)
"""Hold two names together and say nothing about a flow."""
_PLAIN = phrases("as input, as inputs, as an input, as the input, as well as")
"""Break nothing, although *as* does."""
LEAD_INS = phrases(
    "given, from, using, after, once, with, based on, conditioned on, conditional on, on, for, starting from, through"
)
"""Open a sentence whose main clause goes on from what they name."""
LEADS_BACK = phrases("before, prior to")
"""Open a sentence whose main clause comes before what they name."""
ANAPHORS = phrases(
    "it, they, these, this, those, the result, the results, the resulting, the output, the outputs, both"
)
"""Open a sentence with what the one before it named."""
ITSELF = frozenset(("itself", "themselves", "recurrent", "recurrently", "iteratively", "repeatedly", "recursively"))
"""Say that a thing feeds itself."""
NAMED = "\N{WHITE SQUARE}"
"""Stands for a name between two others."""

_FARTHEST = 25  # words between two names
_WAYS = ((Turn.NONE, _NEITHER), (Turn.REVERSED, _REVERSED), (Turn.FORWARD, _FORWARD))
_MOVED = frozenset(("passed", "fed", "sent", "moved", "streamed", "forwarded", "propagated", "routed", "run"))
"""Participles whose *through* says where something goes, not what it is made by."""
_BE = frozenset(("is", "are", "was", "were", "be", "been", "being"))
_AGENTS = frozenset(("by", "using", "with", "via"))
_PREPOSITIONS = frozenset(("to", "into", "onto", "from", "through", "by", "via", "using"))
_ADVERBS = frozenset(("then", "first", "also", "next", "jointly", "finally", "further", "subsequently", "directly",
                      "now", "only", "again", "thus"))  # fmt: skip
_LIGHT = _BE | _ADVERBS | frozenset(re.findall(r"\w+", (
    "the a an this these that those our its their each every all both some of as in on at for with over under within "
    "inside across between has have had it they we can may will whose two three respective same"
)))  # fmt: skip
_ABILITY = frozenset(re.findall(r"\w+", "allow allows allowing allowed enable enables enabling enabled permit permits"))
"""Say what something makes possible, not what it passes on."""
_JOINING = frozenset((",", "and", "or", "&", "+", "/"))
_BREAKS = _JOINING | frozenset((";", ":", ".", "(", ")", "[", "]", "—", "nor", "but", "plus", "while", "whereas", "as",
                                "because", "since", "if", "when", "until", "unless", "although"))  # fmt: skip


def _forms(verbs: str) -> Iterator[str]:
    """The forms of verbs by rule, with some that no verb has."""
    for verb in verbs.split():
        stem = verb.removesuffix("e")
        soft = f"{verb[:-1]}i" if verb.endswith("y") else stem
        yield from (verb, f"{verb}s", f"{soft}es", f"{soft}ed", f"{stem}ing")
        yield from (f"{stem}{stem[-1]}ed", f"{stem}{stem[-1]}ing")


_CONSUMING = frozenset((*_forms(_CONSUMERS), "taken", "took"))
_PRODUCING = frozenset((*_forms(_PRODUCERS), *_IRREGULAR)) - _CONSUMING
_VERBS = _CONSUMING | _PRODUCING
_NOT_PLAIN = _VERBS | _LIGHT | _BREAKS | _PREPOSITIONS


def is_verb(word: str) -> bool:
    """Whether a folded word is a form of a listed verb that may be no participle."""
    return word in _VERBS and not (word.endswith("ed") or word in _IRREGULAR)


def starts_verb(words: Sequence[str]) -> bool:
    """Whether words begin with a verb, as far as it is known."""
    first = next((word for word in words if word not in _ADVERBS), "")
    return first in _BE or is_verb(first)


def ends_phrase(after: Sequence[str]) -> bool:
    """Whether words that follow a name do not go on with it: none, a break, a small word."""
    return not after or after[0] in _LIGHT | _BREAKS | _PREPOSITIONS


def is_plain(words: Sequence[str]) -> bool:
    """Whether words are neither verbs nor small words, as adjectives are."""
    return _NOT_PLAIN.isdisjoint(words)


def is_subject(before: Sequence[str]) -> bool:
    """Whether what follows these words of a sentence stands where a subject does: first, or behind a break."""
    rest = [word for word in before if word not in _LIGHT]
    return not rest or rest[-1] in _BREAKS


def turn(words: Sequence[str]) -> Turn:
    """Which way the folded words between two names point; ``NONE`` where they do not say it with certainty.

    ``NAMED`` stands for other names between the two. The last marker decides. Behind a comma, ``and`` or ``or`` a
    verb must follow that has the same subject; a semicolon, a colon and most conjunctions end what can be said.
    """
    words = _without_brackets(words)
    if len(words) > _FARTHEST or not _ABILITY.isdisjoint(words):
        return Turn.NONE
    told = {at for markers in (_FORWARD, _PLAIN) for span in places(words, markers) for at in range(*span)}
    breaks = [at for at, word in enumerate(words) if word in _BREAKS and at not in told and not _is_soft(words, at)]
    if breaks:
        head, tail = words[: breaks[-1]], words[breaks[-1] + 1 :]
        ended = any(words[at] not in _JOINING for at in breaks)
        if ended or _last_marker(tail) is None or (_has_subject(tail) and not _goes_on(head)):
            return Turn.NONE
    return _last_marker(words) or Turn.NONE


def _without_brackets(words: Sequence[str]) -> tuple[str, ...]:
    inside = {at for start, end in brackets(words) for at in range(start, end)}
    return tuple(word for at, word in enumerate(words) if at not in inside)


def _last_marker(words: Sequence[str]) -> Turn | None:
    """What the last marker says; ``agent`` is what ``by`` and its like mean behind a passive."""
    said, agent, verb, at = None, None, "", 0
    while at < len(words):
        word, length = words[at], 1
        way, longest = next(((way, n) for way, markers in _WAYS if (n := opening(words, markers, at))), (None, 0))
        if way is not None:
            length, said = longest, _behind_verb(word, way, said, agent, verb)
        elif word in _AGENTS:
            said = agent or (Turn.REVERSED if word == "using" else Turn.NONE)
        elif word in _VERBS:
            consumes, verb = word in _CONSUMING, word
            passive = _is_passive(words, at)
            agent = (Turn.FORWARD if consumes else Turn.REVERSED) if passive else None
            if consumes or not passive:
                said = Turn.FORWARD if consumes is passive else Turn.REVERSED
        at += length
    return said


def _behind_verb(word: str, way: Turn, said: Turn | None, agent: Turn | None, verb: str) -> Turn:
    """What a preposition says: ``fit to`` and ``receive through`` say nothing, ``made through`` is an agent's."""
    if word == "to" and FITTING.fullmatch(verb):
        return Turn.NONE
    if word == "through" and verb not in _MOVED:
        return agent or (Turn.NONE if said is Turn.REVERSED else way)
    return way


def _is_passive(words: Sequence[str], at: int) -> bool:
    if not (words[at].endswith("ed") or words[at] in _IRREGULAR):
        return False
    before = [word for word in words[max(0, at - 3) : at] if word not in _ADVERBS][-1:]
    return not _BE.isdisjoint(before) or not (_AGENTS | {"from", "through"}).isdisjoint(words[at + 1 : at + 2])


def _is_soft(words: Sequence[str], at: int) -> bool:
    """Whether a sign breaks nothing: a comma before a relative clause or inside a number."""
    around = (*words[at - 1 : at], *words[at + 1 : at + 2]) if at else ()
    number = len(around) > 1 and all(map(str.isdigit, around))
    return words[at] == "," and (number or opens_relative(words, at + 1))


def _goes_on(words: Sequence[str]) -> bool:
    """Whether words behind a name, up to ``and``, only go on with it: ``of the camera``, or nothing."""
    led = not words or (words[0] in _LIGHT and words[-1] != ",")
    return led and (_VERBS | _BE).isdisjoint(words)


def _has_subject(tail: Sequence[str]) -> bool:
    """Whether words behind a break begin with a subject of their own, as far as known verbs show it."""
    rest = list(itertools.dropwhile(lambda word: word in _ADVERBS, tail))
    if not rest or rest[0] in _VERBS | _BE | _PREPOSITIONS:
        return False
    return any(word in _BE or is_verb(word) for word in rest)
