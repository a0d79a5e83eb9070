"""What a clause says of the way that things take: from where to where."""

from collections.abc import Callable, Iterator, Sequence

from msgspec import Struct

from pb_adapters.planners.prose.clauses import Clause, Party
from pb_adapters.planners.prose.entities import named_tokens
from pb_adapters.planners.prose.kinds import is_component, works
from pb_adapters.planners.prose.phrases import Voice
from pb_adapters.planners.prose.words import FAMILIES, MEASURES, Family
from pb_core.domain.diagrams.kinds import kind_of, singular
from pb_core.domain.diagrams.spec import ElementKind

_FROM = ("from", "given")
_PLACING = ("after", "before", "for", "in", "on", "at", "within", "during", "between")
_INTO = ("into", "to", "onto")
_STORING = ("store", "save", "insert")
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
_RECEIVING = ("receive", "read", "accept", "consume")
_TELLING = ("encode", "map", "capture", "identify")
"""Verbs that say as well what a thing stands for, unless it is a part that works."""
_MOUNTING = ("add", "append", "insert", "inject", "move", "copy")


class Way(Struct, frozen=True):
    """From one party to another; ``label`` is what goes there, ``follows`` that it rests on *followed by*."""

    source: Party
    target: Party
    label: Party | None = None
    follows: bool = False


class _Deed(Struct, frozen=True):
    """A clause whatever its voice: ``agents`` do to ``things`` what the verb says; ``makers`` by whatever means."""

    clause: Clause
    things: tuple[Party, ...]
    agents: tuple[Party, ...]
    makers: tuple[Party, ...]


Pairs = Iterator[tuple[Party, Party]]


def ways(clauses: Sequence[Clause]) -> Iterator[Way]:
    """Every way that the clauses of a sentence state for certain."""
    for clause in clauses:
        if not _is_flow(clauses, clause):
            continue
        deed = _deed(clauses, clause)
        if clause.voice is Voice.ACTIVE and not deed.agents and not clause.by_author:
            continue
        if clause.lemma in _TELLING and not all(works(_name(party)) for party in deed.agents):
            continue
        for family in sorted(FAMILIES.get(clause.lemma, frozenset()) & _RULES.keys()):
            sent = clause.objects[0] if family is Family.GIVE and deed.agents and len(clause.objects) == 1 else None
            for source, target in _RULES[family](deed):
                yield Way(source, target, sent if sent is not target else None, family is Family.FOLLOW)


def _is_passive(clause: Clause) -> bool:
    return clause.voice in (Voice.PASSIVE, Voice.PARTICIPLE)


def _deed(clauses: Sequence[Clause], clause: Clause) -> _Deed:
    if _is_passive(clause):
        return _Deed(clause, clause.subjects, (), _makers(clause))
    agents = () if clause.by_author else clause.subjects
    if clause.after is not None:
        agents = _workers(clauses, clause.after)
    return _Deed(clause, clause.objects, agents, agents or _makers(clause))


def _is_flow(clauses: Sequence[Clause], clause: Clause) -> bool:
    """Whether a clause tells what happens: not what can be done, what something is for, or what it has."""
    if clause.possible or clause.after is None or clause.voice is not Voice.INFINITIVE:
        return not clause.possible
    lead = clauses[clause.after]
    told = FAMILIES.get(clause.lemma, frozenset()).isdisjoint((Family.MAKE, Family.USE)) or clause.lemma in _PURPOSEFUL
    return told and lead.lemma not in _ENABLING and not lead.possible


def _workers(clauses: Sequence[Clause], place: int) -> tuple[Party, ...]:
    """Who does what a clause has for its purpose or outcome: ``is fed to C to produce``, ``we use A to encode``."""
    clause = clauses[place]
    families = FAMILIES.get(clause.lemma, frozenset())
    ordered = clause.by_author or clause.voice is Voice.BARE
    if Family.GIVE in families:
        return clause.behind(*_INTO, "through")[:1]
    if Family.USE in families and ordered:
        return tuple(filter(_is_component, clause.objects[:1]))
    if Family.USE in families and _is_passive(clause):
        return clause.subjects
    if _is_passive(clause) and Family.JOIN in families:
        return _makers(clause) or (*clause.subjects, *clause.behind("with"))
    if _is_passive(clause) or ordered:
        return _makers(clause)
    told = clause.subjects if clause.after is None else _workers(clauses, clause.after)
    return told if families != {Family.OTHER} else ()  # "each run requires memory, producing waste"


def _cross(sources: Sequence[Party], targets: Sequence[Party]) -> Pairs:
    """Every source with every target; nothing of two rows, which the text may mean one by one."""
    if len(sources) == 1 or len(targets) == 1:
        yield from ((source, target) for source in sources for target in targets)


def _makers(clause: Clause) -> tuple[Party, ...]:
    """The one thing that something is done by, not a measure; means behind *using* only if they are parts."""
    said = clause.behind("by") or clause.behind("through")
    doers = tuple(party for party in said if _head(party) not in MEASURES)
    governor = next((word for word, _ in clause.complements if word in ("using", "via", "with")), "")
    means = clause.behind(governor)
    return doers if len(doers) == 1 else tuple(filter(_is_component, means)) if len(means) == 1 else ()


def _head(party: Party) -> str:
    return singular(party.tokens[-1].lower)


def _name(party: Party) -> str:
    return " ".join(token.text for token in named_tokens(party.tokens))


def _is_component(party: Party) -> bool:
    return is_component(_name(party))


def _is_data(party: Party) -> bool:
    return kind_of(_name(party)) is ElementKind.DATA


def _origins(clause: Clause) -> tuple[Party, ...]:
    """What comes *from* somewhere; behind ``after six months`` and the like it belongs to that noun."""
    before = ("", *(preposition for preposition, _ in clause.complements))
    rows = zip(before, clause.complements, strict=False)
    return tuple(party for last, (preposition, party) in rows if preposition in _FROM and last not in _PLACING)


def _make(deed: _Deed) -> Pairs:
    clause, made = deed.clause, deed.things
    if clause.lemma == "provide" and not all(map(_is_data, made)):
        return  # a property: "provides an unbiased estimator"
    stored = clause.lemma == "write" and clause.behind(*_INTO, "in")
    if not stored and not (deed.agents and clause.lemma in _PICKING):
        yield from _cross(deed.makers, made)
    if not any(_head(party) in MEASURES for party in clause.objects):  # "estimates the offset from the centre"
        through = deed.makers if all(works(_name(party)) for party in deed.makers) else ()  # "a file is used to derive"
        yield from _cross(_origins(clause), through or made)


def _take(deed: _Deed) -> Pairs:
    yield from _cross(deed.things, deed.makers)
    if deed.clause.lemma in _RECEIVING:
        yield from _cross(deed.clause.behind("from"), deed.agents)


def _convert(deed: _Deed) -> Pairs:
    made = deed.clause.behind(*_INTO)
    yield from _cross(deed.things, deed.makers or made)
    yield from _cross(deed.makers, made)


def _give(deed: _Deed) -> Pairs:
    """To where something is given; of what it goes *through*, the first."""
    clause = deed.clause
    if clause.lemma in _MOUNTING and any(map(_is_component, clause.objects)):
        return  # "we add a head to the encoder" says what it is built of
    goals = clause.behind(*_INTO, *(("in",) if clause.lemma in _STORING else ())) or clause.behind("through")[:1]
    yield from _cross(deed.agents or deed.things, clause.objects if clause.lemma == "enter" else goals)


def _join(deed: _Deed) -> Pairs:
    made = deed.clause.behind("into")
    beside = deed.clause.behind("with") if not deed.agents else ()
    doers = tuple(party for party in deed.makers if party not in beside)
    yield from _cross((*deed.things, *beside), doers or made)
    yield from _cross(doers, made)


def _follow(deed: _Deed) -> Pairs:
    if _is_passive(deed.clause) and deed.clause.lemma == "follow":
        yield from _cross(deed.things[-1:], deed.clause.behind("by")[:1])


_RULES: dict[Family, Callable[[_Deed], Pairs]] = {
    Family.MAKE: _make, Family.TAKE: _take, Family.CONVERT: _convert, Family.GIVE: _give, Family.JOIN: _join,
    Family.FOLLOW: _follow,
}  # fmt: skip
