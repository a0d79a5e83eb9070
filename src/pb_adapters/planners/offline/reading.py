"""What the planner reads: which sentences tell the method, and whether the rules can read them at all."""

from pb_adapters.planners.offline.clauses import Parsed
from pb_adapters.planners.offline.phrases import Voice
from pb_adapters.planners.offline.text import BlockKind, Document
from pb_adapters.planners.offline.wordlists import words
from pb_core.errors import NothingToDraw

_SIDE = words(
    "implementation evaluation experiment experiments results study baselines baseline limitations discussion "
    "complexity cost setting related conclusion ethics availability hyperparameters notation hardware metrics "
    "reference references acknowledgements acknowledgments bibliography ablation ablations datasets analysis "
    "motivation stragglers"
)
_ENGLISH = words(
    "the of and to a in is are by with for that from on as be this it we at an which into each or then was were not "
    "can its their has all first if when after between"
)
_LONG = 45  # sentences
_LEAST_ENGLISH = 0.08  # of the words, in an English text
_NOTE = 12  # words; a note may do without articles
_INSTRUCTIONS = 0.35  # of the sentences
_REFERENCE_YEAR = 0.5


def method_sentences(document: Document) -> list[int]:
    """Numbers of the sentences to read; long papers lose the sections that tell no method."""
    places: list[int] = []
    aside = False
    for number, sentence in enumerate(document.sentences):
        if sentence.kind is BlockKind.HEADING:
            words = {token.lower for token in sentence.tokens}
            aside = (bool(words & _SIDE) and len(document.sentences) > _LONG) or bool(
                words & {"references", "bibliography"}
            )
        elif not aside:
            places.append(number)
    return places


def without_orders(told: list[tuple[int, Parsed]]) -> list[tuple[int, Parsed]]:
    """Leave out commands in a text that otherwise tells; a text written as instructions keeps them all."""
    orders = {number for number, parsed in told if any(c.verb.voice is Voice.IMPERATIVE for c in parsed.clauses)}
    if len(orders) > _INSTRUCTIONS * len(told):
        return told
    items = {number for number, parsed in told if parsed.sentence.kind is BlockKind.ITEM}
    return [(number, parsed) for number, parsed in told if number not in orders or number in items]


def check_readable(document: Document) -> None:
    """Raise ``NothingToDraw`` for a text that is not English prose."""
    words = [token.lower for sentence in document.sentences for token in sentence.tokens if token.text[0].isalpha()]
    if len(words) < 3:  # noqa: PLR2004 - no sentence is shorter
        message = "the source contains no prose that describes a method"
        raise NothingToDraw(message)
    english = sum(word in _ENGLISH for word in words) / len(words)
    foreign = sum(not word.isascii() for word in words) / len(words)
    if english < _LEAST_ENGLISH and (len(words) > _NOTE or foreign > _LEAST_ENGLISH):
        message = (
            "the built-in engine reads English prose and this text is not; set PAPERBANANA_VLM_PROVIDER and its key to "
            "use a language model, or write the steps as 'A -> B -> C'"
        )
        raise NothingToDraw(message)
