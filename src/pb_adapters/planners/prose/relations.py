"""What a clause says of the way that things take: from where to where."""

from collections.abc import Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from pb_adapters.planners.prose.clauses import Clause, Party
from pb_adapters.planners.prose.entities import named_tokens
from pb_adapters.planners.prose.kinds import kind_of, singular
from pb_adapters.planners.prose.phrases import Voice
from pb_adapters.planners.prose.words import COMPONENTS, FAMILIES, MEASURES, NO_DOERS, SYSTEMS, Family
from pb_core.domain.diagrams.spec import ElementKind

_FROM = ("from", "given")
_PLACING = ("after", "before", "for", "in", "on", "at", "within", "during", "between")
_INTO = ("into", "to", "onto")
_STORED = ("in", "into", "to", "onto")


class Way(Struct, frozen=True):
    """From one party to another; ``label`` is what goes there. ``aside``: it tells of training, not of the way."""

    source: Party
    target: Party
    label: Party | None = None
    aside: bool = False
    follows: bool = False


def ways(clauses: Sequence[Clause]) -> Iterator[Way]:
    """Every way that the clauses of a sentence state for certain."""
    clauses = [_plain(clause) for clause in clauses]
    for clause in clauses:
        agents = clause.subjects if clause.voice in (Voice.ACTIVE, Voice.BARE, Voice.GERUND) else ()
        if clause.after is not None:
            agents = _workers(clauses, clause.after)
        elif clause.by_author:
            agents = ()
        elif clause.voice is Voice.INFINITIVE:
            agents = clause.subjects
        if clause.lemma in ("serve", "use", "act", "treat", "take"):
            yield from (Way(source, target) for source, target in _serve(clause))
        if not _is_flow(clauses, clause):
            continue
        for family in sorted(FAMILIES.get(clause.lemma, frozenset())):
            rule = _PASSIVE.get(family) if clause.voice in (Voice.PASSIVE, Voice.PARTICIPLE) else _ACTIVE.get(family)
            doer_unknown = clause.voice is Voice.ACTIVE and not agents and not clause.by_author
            if rule is not None and not doer_unknown:
                label = clause.objects[0] if family is Family.GIVE and agents and len(clause.objects) == 1 else None
                for source, target in rule(clause, agents):
                    yield Way(source, target, label, clause.lemma in (*_TRAINING, "update"), family is Family.FOLLOW)


def _plain(clause: Clause) -> Clause:
    """A clause in which the whole method does nothing by itself, and ``resulting in A`` makes A."""
    if clause.lemma in ("result", "lead") and clause.voice is Voice.GERUND:
        made = clause.behind("in") if clause.lemma == "result" else clause.behind("to")
        return replace(clause, lemma="produce", objects=made, complements=())
    whole = all(len(p.tokens) == 1 and p.tokens[0].lower in SYSTEMS for p in clause.subjects)
    if clause.voice is Voice.ACTIVE and clause.subjects and whole:
        return replace(clause, subjects=(), by_author=True)
    return clause


def _is_flow(clauses: Sequence[Clause], clause: Clause) -> bool:
    """Whether a clause tells what happens: not what can be done, what something is for, or what it has."""
    if clause.possible:
        return False
    if clause.after is not None and clause.voice is Voice.INFINITIVE:
        lead = clauses[clause.after]
        makes = (
            FAMILIES.get(clause.lemma, frozenset()).isdisjoint((Family.MAKE, Family.USE)) or clause.lemma in _PURPOSEFUL
        )
        return lead.lemma not in _ENABLING and not lead.possible and makes
    return True


def _workers(clauses: Sequence[Clause], place: int) -> tuple[Party, ...]:
    """Who does what a clause has for its purpose or outcome: ``is fed to C to produce``, ``we use A to encode``."""
    clause = clauses[place]
    families = FAMILIES.get(clause.lemma, frozenset())
    passive = clause.voice in (Voice.PASSIVE, Voice.PARTICIPLE)
    if Family.GIVE in families:
        return clause.behind(*_INTO, "through")[:1]
    if Family.USE in families and (clause.by_author or clause.voice is Voice.BARE):
        return tuple(filter(_is_component, clause.objects[:1]))
    if passive and Family.USE in families:
        return clause.subjects[:1] if any(map(_is_component, clause.subjects[:1])) else clause.subjects
    if passive:
        return _makers(clause) or (_joined_parts(clause) if Family.JOIN in families else ())
    if clause.by_author or clause.voice is Voice.BARE:
        return _makers(clause)
    return clause.subjects if clause.after is None else _workers(clauses, clause.after)


_AWAY = ("offset", "distance", "deviation", "difference", "displacement", "offsets", "distances", "deviations")
"""Nouns with a *from* of their own."""
_ENABLING = (
    "allow", "enable", "help", "let", "permit", "ensure", "aim", "seek", "try", "need", "require", "want", "expect",
    "be", "have", "design", "ask",
)  # fmt: skip
"""Verbs whose infinitive says what can or shall be, not what is done."""
_PURPOSEFUL = (
    "produce", "output", "generate", "predict", "obtain", "compute", "estimate", "extract", "reconstruct", "synthesize",
    "synthesise", "derive", "calculate", "return", "retrieve", "propose", "infer",
)  # fmt: skip
"""Verbs of making whose infinitive says what comes out: ``is fed to the head to predict a mask``."""
_PICKING = ("pick", "select", "choose")
"""Verbs whose doer decides which of the objects it is; these do not come from it."""
_FETCHING = ("fetch", "download", "pull")
"""Verbs whose object is what comes, or where it comes from: ``fetches pages``, ``fetches three servers``."""
_MOUNTING = ("add", "append", "insert", "inject", "move", "copy")
_SIZED = ("crop", "resize", "downsample", "upsample", "reshape", "compress", "expand", "quantize", "quantise", "unfold")
"""Verbs behind which *to* says how large, or what is left."""
_TRAINING = ("train", "finetune", "pretrain", "tune", "fit")
Pairs = Iterator[tuple[Party, Party]]


def _cross(sources: Sequence[Party], targets: Sequence[Party]) -> Pairs:
    """Every source with every target; nothing of two rows, which the text may mean one by one."""
    if len(sources) > 1 and len(targets) > 1:
        return
    for source in sources:
        for target in targets:
            yield source, target


def _makers(clause: Clause) -> tuple[Party, ...]:
    """What something is done by: a thing that works, not a measure; means behind *using* only if they are parts."""
    said = clause.behind("by") or clause.behind("through")
    doers = tuple(party for party in said if singular(party.tokens[-1].lower) not in MEASURES)
    governor = next((word for word, _ in clause.complements if word in ("using", "via", "with")), "")
    return _row(doers) or tuple(filter(_is_component, _row(clause.behind(governor))))


def _row(parties: tuple[Party, ...]) -> tuple[Party, ...]:
    """One doer; of several none is the one."""
    return parties if len(parties) == 1 else ()


def _is_component(party: Party) -> bool:
    """Whether a noun phrase is a part that works: a model, a module, or a name."""
    tokens = named_tokens(party.tokens)
    head = singular(tokens[-1].lower)
    kind = kind_of(" ".join(token.text for token in tokens))
    doer = head.endswith(("er", "or")) and kind is ElementKind.PROCESS and head not in NO_DOERS
    return doer or kind is ElementKind.MODEL or head in COMPONENTS or not tokens[-1].text[1:].islower()


def _origins(clause: Clause) -> tuple[Party, ...]:
    """What comes *from* somewhere; behind ``after six months`` and the like it belongs to that noun."""
    before = ("", *(preposition for preposition, _ in clause.complements))
    rows = zip(before, clause.complements, strict=False)
    return tuple(party for last, (preposition, party) in rows if preposition in _FROM and last not in _PLACING)


def _make(clause: Clause, agents: Sequence[Party]) -> Pairs:
    makers = agents or _makers(clause)
    if clause.lemma == "provide" and not all(map(_is_data, clause.objects)):
        return  # a property: "provides an unbiased estimator"
    given = clause.behind("from")
    places = [p for p in clause.objects if clause.lemma in _FETCHING and agents and not (_is_data(p) or given)]
    made = [] if agents and clause.lemma in _PICKING else [p for p in clause.objects if p not in places]
    yield from _cross(places, makers)
    yield from _cross(makers, made)
    if any(party.tokens[-1].lower in _AWAY for party in clause.objects):
        return
    yield from _cross(_origins(clause), makers or clause.objects)


def _made(clause: Clause, _agents: Sequence[Party]) -> Pairs:
    makers = _makers(clause)
    yield from _cross(makers, clause.subjects)
    yield from _cross(_origins(clause), makers or clause.subjects)


def _take(clause: Clause, agents: Sequence[Party]) -> Pairs:
    if clause.lemma == "enter":
        yield from _cross(agents, clause.objects)
        return
    given = clause.behind("from")
    agents = _joiners(agents) if clause.lemma == "combine" else agents
    if any(party.pronoun for party in given):
        return  # what *it* is where the object comes from is not certain
    if clause.lemma == "compare" and not agents:
        return  # *with* names the other thing compared, not a doer
    if agents and clause.lemma in ("compare", "combine"):
        yield from _cross(clause.behind("with", "to"), agents)
    yield from _cross(clause.objects, agents or _makers(clause))
    if given and agents and clause.lemma in ("receive", "read", "accept", "consume"):
        yield from _cross(given, agents)


def _taken(clause: Clause, _agents: Sequence[Party]) -> Pairs:
    makers = clause.behind("by") if clause.lemma == "compare" else _makers(clause)
    yield from _cross(clause.subjects, makers)


def _convert(clause: Clause, agents: Sequence[Party]) -> Pairs:
    makers = agents or _makers(clause)
    made = _outcomes(clause)
    yield from _cross(clause.objects, makers or made)
    if makers:
        yield from _cross(makers, made)


def _converted(clause: Clause, _agents: Sequence[Party]) -> Pairs:
    makers = _makers(clause)
    made = _outcomes(clause)
    yield from _cross(clause.subjects, makers or made)
    if makers:
        yield from _cross(makers, made)


def _outcomes(clause: Clause) -> tuple[Party, ...]:
    made = clause.behind("into") if clause.lemma in _SIZED else clause.behind(*_INTO)
    return tuple(party for party in made if singular(party.tokens[-1].lower) not in MEASURES)


def _give(clause: Clause, agents: Sequence[Party]) -> Pairs:
    if clause.lemma in _MOUNTING and any(map(_is_component, clause.objects)):
        return  # "we add a head to the encoder" says what it is built of
    yield from _cross(agents or clause.objects, _goals(clause))


def _given(clause: Clause, _agents: Sequence[Party]) -> Pairs:
    yield from _cross(clause.subjects, _goals(clause))


def _goals(clause: Clause) -> tuple[Party, ...]:
    """Where something is given to; else, of what it goes *through*, the first."""
    stored = clause.lemma in ("write", "store", "save", "insert")
    return clause.behind(*(_STORED if stored else _INTO)) or clause.behind("through")[:1]


def _join(clause: Clause, agents: Sequence[Party]) -> Pairs:
    made = clause.behind("into")
    parts = (*clause.objects, *(clause.behind("with") if not agents else ()))
    agents = _joiners(agents)
    yield from _cross(parts, agents or made)
    yield from _cross(agents if made else (), made)


def _joiners(agents: Sequence[Party]) -> tuple[Party, ...]:
    """Doers that join others; of products in the plural the text says what they have, not what they do."""
    return tuple(party for party in agents if _is_component(party) or not party.tokens[-1].lower.endswith("s"))


def _joined(clause: Clause, _agents: Sequence[Party]) -> Pairs:
    means = tuple(p for p in _makers(clause) if p not in clause.behind("with"))
    made = clause.behind("into")
    yield from _cross(_joined_parts(clause), means or made)
    yield from _cross(means, made)


def _joined_parts(clause: Clause) -> tuple[Party, ...]:
    """What becomes one: the subjects, and what stands behind ``with``, unless ``into`` comes first."""
    places = [preposition for preposition, _ in clause.complements]
    joined = "with" in places and "into" not in places[: places.index("with")]
    return (*clause.subjects, *(clause.behind("with") if joined else ()))


def _used(clause: Clause, _agents: Sequence[Party]) -> Pairs:
    """``the embedding is used in the decoder``: data that a part uses."""
    data = [party for party in clause.subjects if _is_data(party)]
    yield from _cross(data, list(filter(_is_component, clause.behind("in", "by", "within")[:1])))


def _leaned(clause: Clause, _agents: Sequence[Party]) -> Pairs:
    if clause.lemma in _TRAINING:
        yield from _cross([party for party in clause.behind("on") if _is_data(party)], clause.subjects)
    elif clause.lemma in (
        "condition",
        "guide",
        "supervise",
        "control",
        "steer",
        "drive",
        "govern",
        "modulate",
        "trigger",
    ):
        yield from _cross(clause.behind("on", "by"), clause.subjects)


def _lean(clause: Clause, agents: Sequence[Party]) -> Pairs:
    if clause.lemma in ("attend", "condition"):
        yield from _cross(clause.behind("to", "on"), agents)
    elif clause.lemma == "query":
        yield from _cross(clause.objects, agents)
    elif clause.lemma not in _TRAINING:
        yield from _cross(agents, [p for p in clause.objects if p.tokens[-1].lower not in ("process", "learning")])


def _followed(clause: Clause, _agents: Sequence[Party]) -> Pairs:
    if clause.lemma == "follow":
        yield from _cross(clause.subjects[-1:], clause.behind("by")[:1])


def _use(clause: Clause, agents: Sequence[Party]) -> Pairs:
    if clause.lemma in ("use", "employ", "utilize", "utilise", "exploit", "leverage") and not clause.by_author:
        yield from _cross([party for party in clause.objects if _is_data(party)], agents)


def _serve(clause: Clause) -> Pairs:
    """``serves as the input to A``, ``is used as input of A``."""
    inputs = [
        party for party in clause.behind("as") if party.tokens[-1].lower in ("input", "inputs", "query", "queries")
    ]
    if inputs:
        goals = (*clause.behind("to", "for"), *(party.of for party in inputs if party.of is not None))
        yield from _cross(clause.subjects, goals)


def _is_data(party: Party) -> bool:
    return kind_of(" ".join(token.text for token in named_tokens(party.tokens))) is ElementKind.DATA


_ACTIVE = {
    Family.MAKE: _make, Family.TAKE: _take, Family.CONVERT: _convert, Family.GIVE: _give, Family.JOIN: _join,
    Family.LEAN: _lean, Family.USE: _use,
}  # fmt: skip
_PASSIVE = {
    Family.MAKE: _made, Family.TAKE: _taken, Family.CONVERT: _converted, Family.GIVE: _given, Family.JOIN: _joined,
    Family.LEAN: _leaned, Family.FOLLOW: _followed, Family.USE: _used,
}  # fmt: skip
