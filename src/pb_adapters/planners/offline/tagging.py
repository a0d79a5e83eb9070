"""Parts of speech by closed word lists, known verb forms and the neighbours of a word."""

from collections.abc import Sequence
from enum import StrEnum

from pb_adapters.planners.offline.morphology import VERB_FORMS, Form
from pb_adapters.planners.offline.text import Token
from pb_adapters.planners.offline.wordlists import words


class Tag(StrEnum):
    """What part a word plays in its sentence."""

    DETERMINER = "determiner"
    NUMBER = "number"
    NOUN = "noun"
    PRONOUN = "pronoun"
    RELATIVE = "relative"
    PREPOSITION = "preposition"
    CONJUNCTION = "conjunction"
    SUBORDINATOR = "subordinator"
    AUXILIARY = "auxiliary"
    ADVERB = "adverb"
    TO = "to"
    FINITE = "finite"
    BASE = "base"
    PARTICIPLE = "participle"
    GERUND = "gerund"
    MARK = "mark"
    ARROW = "arrow"


NUMBERS = {
    word: value
    for value, word in enumerate(
        ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"], start=2
    )
} | {"sixteen": 16, "twenty": 20, "fifty": 50, "hundred": 100}
ORDINALS = words("first second third fourth fifth sixth seventh eighth ninth tenth last next")
_CLOSED: dict[Tag, frozenset[str]] = {
    Tag.DETERMINER: words(
        "the a an this these those each every all both its their our his her your my some any no another such "
        "either neither several many few most various multiple different other same certain"
    ),
    Tag.PRONOUN: words("it they them we i he she itself themselves us one you ours there"),
    Tag.RELATIVE: words("which who whom whose"),
    Tag.PREPOSITION: words(
        "of in on at by with from into onto through via over under between among across within without for during "
        "after before as per against along around behind beyond toward towards upon off inside outside given than "
        "like about near depending according up down out using until above below versus throughout besides "
        "alongside together"
    ),
    Tag.CONJUNCTION: words("and or but nor"),
    Tag.SUBORDINATOR: words(
        "when while if because since although where whereas so unless once whether whenever wherever how why what"
    ),
    Tag.AUXILIARY: words(
        "is are was were be been being am has had does did do can could may might must shall should will would cannot"
    ),
    Tag.ADVERB: words(
        "then next finally first firstly second secondly third thirdly also thus hence therefore again jointly "
        "twice only not still never always often further furthermore moreover however instead afterwards afterward "
        "later subsequently meanwhile already even just once now here back both very too otherwise additionally "
        "overnight lastly initially together alone beforehand simultaneously most more less least away apart almost "
        "well rather sometimes close prior thereafter hereafter whereby"
    ),
}
_CLASS = {word: tag for tag, words in _CLOSED.items() for word in words}
_NOT_ADVERBS = words(
    "family assembly supply reply anomaly poly only monopoly early daily weekly hourly nightly likely monthly "
    "yearly butterfly"
)
_NOUN_VERBS = words(
    "outputs inputs samples models features filters maps scores masks processes steps updates estimates labels "
    "targets loops ranks weights pools returns reads records stores searches passes controls tests results runs "
    "uses merges batches clusters segments links stacks queries sequences signals frames patches branches stages "
    "embeds guides drives triggers limits states signs reports designs builds changes mixes averages sums forms "
    "images indexes schedules issues answers sets views plots lists types shapes codes tracks votes streams logs "
    "covers splits requests plans patterns measures groups places positions supports causes moves gates walks "
    "washes stains sections rates slices plates spans bursts trials fits supplies focuses levels leads surveys "
    "projects offers benefits purchases drops ends needs works grants loans holds displays exports aims visits "
    "scans clones probes screens repeats cycles repairs plays skips pushes empties ranges crops lifts waits "
    "instruments reviews copies questions caches archives"
)
_NOUN_BASES = words(
    "output input sample model feature filter map score mask process step update estimate label target loop rank "
    "weight pool return read record store search pass control test result run use merge batch cluster segment link "
    "stack query sequence frame patch branch stage guide drive trigger limit state sign report design build change "
    "mix average sum form image index schedule issue answer set plot list code track vote stream log cover split "
    "request plan measure group place support cause move gate walk wash stain section slice instrument review copy "
    "screen cache archive document order feed sort view stem heat plate hash expand lower present mean"
)
_ADJECTIVES = words(
    "new small large usual single whole best common final good high low long short deep next last other same own "
    "full open simple raw coarse fine great early late much such"
)
_NOT_ADJECTIVES = words(
    "signal interval retrieval objective additive metric logic archive traffic table variable proposal material "
    "terminal animal residual topic critic graphic statistic actuarial portal mechanic integral journal channel "
    "total"
)
_ADJECTIVE_ENDINGS = ("ical", "ional", "ual", "ous", "ive", "able", "ible", "ful", "less", "ary", "tic", "nic")
_NOUN_GERUNDS = words(
    "building training testing processing scheduling modeling modelling planning engineering learning sequencing "
    "imaging matching mapping labelling labeling pooling encoding embedding sampling weighting ranking scoring "
    "routing hearing"
)
_PURE_PASTS = words(
    "gave took wrote drew chose froze ran began saw grew fell rose knew drove became underwent rewrote wore"
)
_MODAL = words("can could may might must shall should will would cannot do does did")
_ARROWS = frozenset({"->", "=>", "⇒", "→"})
_NOT_PARTICIPLES = frozenset({"seed", "need", "speed", "embed"})
_LONG_ENOUGH = 5  # letters of an adverb in -ly or a participle in -ed
_WINDOW = 60  # tokens looked at on either side
_NOMINAL = frozenset({Tag.NOUN, Tag.NUMBER})
_OPENERS = frozenset({Tag.DETERMINER, Tag.NUMBER, Tag.PRONOUN})
_VERBS = frozenset({Tag.FINITE, Tag.BASE, Tag.PARTICIPLE, Tag.GERUND})


def tag(tokens: Sequence[Token]) -> list[Tag]:
    """One tag per token, decided from left to right."""
    rough = [_rough(token) for token in tokens]
    tags: list[Tag] = []
    for position in range(len(tokens)):
        tags.append(_Decision(tokens, rough, tags, position).decide())
    return tags


def _rough(token: Token) -> Tag | None:
    """The tag of a word that needs no context, else ``None``."""
    word = token.lower
    if word in _CLASS:
        return _CLASS[word]
    if not (word[0].isalnum() or word[0] == "_"):
        return Tag.ARROW if word in _ARROWS else Tag.MARK
    if word in NUMBERS or (word[0].isdigit() and not any(character.isalpha() for character in word)):
        return Tag.NUMBER
    participle = word.endswith("ed") and len(word) >= _LONG_ENOUGH and word not in _NOT_PARTICIPLES
    if word in ("to", "that") or word in VERB_FORMS or participle:
        return None
    adverb = word.endswith("ly") and len(word) >= _LONG_ENOUGH and word not in _NOT_ADVERBS
    return Tag.ADVERB if adverb else Tag.NOUN


class _Decision:
    """The evidence around one word."""

    def __init__(self, tokens: Sequence[Token], rough: list[Tag | None], tags: list[Tag], at: int) -> None:
        self.tokens, self.rough, self.tags, self.at = tokens, rough, tags, at
        self.word = tokens[at].lower
        back = at - 1
        while back >= 0 and tags[back] is Tag.ADVERB:
            back -= 1
        self.previous = tags[back] if back >= 0 else None
        self.previous_word = tokens[back].lower if back >= 0 else ""
        ahead = at + 1
        while ahead < len(tokens) and rough[ahead] is Tag.ADVERB:
            ahead += 1
        self.following = rough[ahead] if ahead < len(tokens) else Tag.MARK
        self.following_word = tokens[ahead].lower if ahead < len(tokens) else ""
        self.unknown_follows = self.following is None and self.following_word not in ("to", "that")

    def decide(self) -> Tag:
        known = self.rough[self.at]
        if known is not None:
            return self._closed(known)
        if self.word == "to":
            return self._to()
        if self.word == "that":
            return self._that()
        if self._after_adjective() and not (self.following in _OPENERS and self.word not in _NOUN_VERBS):
            return Tag.NOUN
        forms = VERB_FORMS.get(self.word, ("", frozenset({Form.PAST})))[1]
        for form, rule in (
            (Form.GERUND, self._gerund),
            (Form.PRESENT, self._present),
            (Form.BASE, self._base),
            (Form.PAST, self._past),
        ):
            if form in forms:
                found = rule()
                if found is not Tag.NOUN:
                    return found
        return Tag.NOUN

    def _closed(self, known: Tag) -> Tag:
        if self.word == "given" and (self.previous in (Tag.AUXILIARY, Tag.CONJUNCTION) or self.following_word == "to"):
            return Tag.PARTICIPLE
        after_opener = self.previous in (Tag.DETERMINER, Tag.NUMBER) and self.at > 0 and self.tags[-1] is self.previous
        if self.word in ORDINALS and (after_opener or self.following_word == "of"):
            return Tag.NOUN
        if self.word in ("both", "one", "most") and self.following in (Tag.NOUN, None, Tag.NUMBER, Tag.DETERMINER):
            return Tag.DETERMINER
        if self.word in ("up", "down", "out", "off", "together") and self.following in (Tag.PREPOSITION, Tag.MARK):
            return Tag.ADVERB
        return known

    def _after_adjective(self) -> bool:
        word = self.previous_word
        known = word in _ADJECTIVES or (word.endswith(_ADJECTIVE_ENDINGS) and word not in _NOT_ADJECTIVES)
        return self.previous is Tag.NOUN and known

    def _to(self) -> Tag:
        forms = VERB_FORMS.get(self.following_word, ("", frozenset[Form]()))[1]
        ahead = self.at + 2
        after = self.rough[ahead] if ahead < len(self.tokens) else Tag.MARK
        nominal = self.following_word in _NOUN_BASES and (
            after in (Tag.MARK, Tag.AUXILIARY, Tag.CONJUNCTION, Tag.PREPOSITION)
        )
        verbal = Form.BASE in forms or self.following_word == "be"
        return Tag.TO if verbal and not (nominal and self.previous is Tag.PARTICIPLE) else Tag.PREPOSITION

    def _that(self) -> Tag:
        finite = self.following is Tag.AUXILIARY or Form.PRESENT in VERB_FORMS.get(self.following_word, ("", ()))[1]
        if self.previous is Tag.NOUN:
            return Tag.RELATIVE
        return Tag.SUBORDINATOR if self.following in _OPENERS or finite else Tag.DETERMINER

    def _nominal_follows(self) -> bool:
        return self.following in _NOMINAL or self.unknown_follows

    def _has(self, *wanted: Tag) -> bool:
        return any(found in wanted for found in self.tags[-_WINDOW:])

    def _finite_ahead(self) -> bool:
        """Whether a finite verb stands between here and the next mark."""
        for token, rough in zip(
            self.tokens[self.at + 1 : self.at + _WINDOW], self.rough[self.at + 1 : self.at + _WINDOW], strict=True
        ):
            if (rough is Tag.MARK and token.text not in "()") or rough in (Tag.SUBORDINATOR, Tag.RELATIVE):
                return False
            forms = VERB_FORMS.get(token.lower, ("", frozenset[Form]()))[1]
            if rough is Tag.AUXILIARY or (Form.PRESENT in forms and token.lower not in _NOUN_VERBS):
                return True
        return False

    def _gerund(self) -> Tag:
        opened = self.following in _OPENERS
        if self.word in _NOUN_GERUNDS and not opened:
            return Tag.NOUN
        match self.previous:
            case Tag.AUXILIARY:
                verbal = self.following is not Tag.NOUN
            case Tag.PREPOSITION:
                verbal = opened or (
                    self._nominal_follows() and self.previous_word in ("by", "without", "before", "after")
                )
            case Tag.MARK:
                verbal = self.previous_word in ",;(" and (
                    opened or self._nominal_follows() or self.following is Tag.PREPOSITION
                )
            case Tag.SUBORDINATOR:
                verbal = True
            case Tag.NOUN:
                verbal = opened or (self.following_word in ("in", "from", "to") and self.following is not Tag.NOUN)
            case Tag.CONJUNCTION:
                verbal = opened or (self._has(Tag.GERUND) and self._nominal_follows())
            case None:
                verbal = opened or self.following_word in ("from", "with")
            case Tag.PARTICIPLE | Tag.FINITE | Tag.BASE | Tag.GERUND:
                verbal = opened and self.previous is not Tag.GERUND
            case _:
                verbal = False
        return Tag.GERUND if verbal else Tag.NOUN

    def _present(self) -> Tag:
        ambiguous = self.word in _NOUN_VERBS
        if self.following is Tag.AUXILIARY or (self.previous is Tag.NOUN and self.previous_word.endswith("ed")):
            return Tag.NOUN
        match self.previous:
            case Tag.PRONOUN | Tag.RELATIVE:
                verbal = self.previous_word not in ("we", "they", "them")
            case Tag.NOUN | Tag.NUMBER:
                verbal = not ambiguous or self._ambiguous_present()
            case Tag.CONJUNCTION:
                verbal = self._has(Tag.FINITE, Tag.AUXILIARY) and self.following not in (
                    Tag.AUXILIARY,
                    Tag.MARK,
                    Tag.CONJUNCTION,
                )
                opened = self.following in _OPENERS
                verbal = verbal and self.following_word != "of" and (opened or not (ambiguous and self._finite_ahead()))
            case Tag.MARK:
                verbal = self.previous_word in ",)" and (
                    self.following in _OPENERS
                    or (
                        not ambiguous
                        and self._has(Tag.NOUN)
                        and self.following in (Tag.NOUN, Tag.PREPOSITION, None, Tag.SUBORDINATOR, Tag.CONJUNCTION)
                    )
                )
            case Tag.GERUND:
                verbal = not ambiguous
            case Tag.ADVERB:
                verbal = self.following in _OPENERS
            case _:
                verbal = False
        return Tag.FINITE if verbal else Tag.NOUN

    def _ambiguous_present(self) -> bool:
        if self.following in (Tag.DETERMINER, Tag.PRONOUN, Tag.NUMBER) or self.following_word == "that":
            return True
        if self.following in (Tag.PREPOSITION, Tag.NOUN, None, Tag.ADVERB) and self.following_word != "of":
            clause_has_verb = self._clause_has_finite()
            return (not clause_has_verb and not self._finite_ahead() and self.following is not Tag.PREPOSITION) or (
                not clause_has_verb
                and not self._finite_ahead()
                and self.following_word in ("to", "into", "over", "through", "on", "from", "as")
            )
        return False

    def _clause_has_finite(self) -> bool:
        for place in range(self.at - 1, max(-1, self.at - _WINDOW), -1):
            found = self.tags[place]
            if found in (Tag.FINITE, Tag.AUXILIARY, Tag.BASE):
                return True
            if found is Tag.SUBORDINATOR or (found is Tag.MARK and self.tokens[place].text in ";:"):
                return False
            if found is Tag.DETERMINER and self._conjunct_starts(place):
                return False
        return False

    def _conjunct_starts(self, place: int) -> bool:
        """Whether ", and the …" begins at the determiner here: a clause of its own may follow."""
        return place > 0 and self.tags[place - 1] is Tag.CONJUNCTION and self.tokens[place - 1].lower != "or"

    def _base(self) -> Tag:
        ambiguous = self.word in _NOUN_BASES
        opened = self.following in _OPENERS
        objects = opened or self._nominal_follows()
        match self.previous:
            case Tag.TO:
                verbal = True
            case Tag.AUXILIARY:
                verbal = self.previous_word in _MODAL
            case Tag.PRONOUN:
                verbal = self.previous_word in ("we", "they", "you", "i")
            case Tag.RELATIVE:
                verbal = True
            case Tag.CONJUNCTION | Tag.MARK:
                verbal = self.previous_word not in ("(", ")") and self._has(Tag.BASE, Tag.TO) and objects
                verbal = verbal and not (ambiguous and not opened)
            case Tag.NOUN:
                plural = self.previous_word.endswith("s") or self.previous_word in ("people", "data", "media")
                verbal = plural and (opened or (not ambiguous and self.following in (Tag.NOUN, Tag.PREPOSITION)))
            case None:
                verbal = opened or (not ambiguous and objects)
            case Tag.BASE | Tag.FINITE:
                verbal = not ambiguous and objects and self._has(Tag.RELATIVE)
            case _:
                verbal = False
        return Tag.BASE if verbal else Tag.NOUN

    def _past(self) -> Tag:
        noun_next = self.following is Tag.NOUN or self.unknown_follows
        if self.word in _PURE_PASTS:
            return Tag.PARTICIPLE if self.previous is not Tag.DETERMINER else Tag.NOUN
        if self.word in _NOUN_BASES and self.previous not in (Tag.AUXILIARY, Tag.PARTICIPLE, Tag.PRONOUN):
            return Tag.NOUN
        match self.previous:
            case Tag.AUXILIARY:
                verbal = True
            case Tag.PARTICIPLE:
                verbal = not noun_next or self.word == "based"
            case Tag.PRONOUN | Tag.RELATIVE:
                verbal = True
            case Tag.NOUN:
                verbal = not noun_next
            case Tag.CONJUNCTION:
                verbal = not noun_next and self._has(Tag.PARTICIPLE, Tag.AUXILIARY, Tag.FINITE)
            case Tag.MARK:
                verbal = not noun_next and self.previous_word in ",;)(" and self.following is not Tag.CONJUNCTION
                verbal = verbal or (self.previous_word == "," and self._has(Tag.PARTICIPLE) and not noun_next)
            case None | Tag.SUBORDINATOR:
                verbal = not noun_next
            case _:
                verbal = False
        return Tag.PARTICIPLE if verbal else Tag.NOUN
