"""Residue: what is left of an intent when everything known is read: its subject, or wishes that are not understood."""

import re
import unicodedata

from msgspec import Struct

from pb_adapters.planners.offline.plots.request import Refusal
from pb_adapters.planners.offline.plots.script import CLAIMED, Script
from pb_adapters.planners.offline.wordlists import words as word_set

_CLAUSE = re.compile(r"(?:[^.;,:!?\n()\[\]]|(?<=\d)[.,](?=\d))+")
_WORD = re.compile(r"[^\W_][\w'’\-/.%]*[\w%]|[^\W_]|[\uf000-\uf7ff]|[^\s\w\ue000-\uf8ff]{2,}")
_QUOTED = re.compile("[\uf000-\uf7ff]")
_SPOKEN = word_set(
    "a an and are as at be been being but by can could do does each either every for from given had has "
    "have he her here how i if in into is it its itself just like make may me might more most must my "
    "need needs no nor not now of on one only or other our ours out over own per please shall she should "
    "so some such than that the their them then there these they this those through to too under up upon "
    "us use used using very via was we were what when where whether which while who whose why will with "
    "within without would yet you your also both all any same s t let lets let's want wants wanted like "
    "thanks thank across among between during against along around about another across after before "
    "versus vs e.g i.e etc respectively"
)
_PLOTTING = word_set(
    "plot plots plotted plotting show shows showing shown draw draws drawn drawing create creates "
    "creating generate generates visualise visualize visualising visualizing visualisation visualization "
    "display displays displaying displayed present presents presenting illustrate illustrates "
    "illustrating depict depicts figure figures fig chart charts graph graphs diagram picture image "
    "render give gives see seen view report reports reporting represent represents representing produce "
    "produces summarise summarize summarises visual overview simple single nice good standard typical "
    "basic data dataset table values value numbers number results result column columns row rows field "
    "fields axis axes x y scale bar bars line lines point points dot dots box boxes cell cells curve "
    "curves series group groups category categories different various several multiple many respective "
    "corresponding individual total overall main whole whole-figure help helps reader readers easy easily "
    "quickly able look looks looking contains containing study paper section "
    "appendix article work experiment experiments experimental analysis evaluation"
)
_ORDERS = word_set(
    "add insert include put place make set change turn rotate remove delete hide write print type annotate label "
    "colour color fill paint shade highlight animate embed link load open read save fetch call run "
    "execute send email ignore replace swap move align center centre increase decrease enlarge shrink "
    "bold underline strike blink connect join merge split combine overlay convert translate rename round "
    "transform normalise normalize standardise standardize compute calculate estimate predict test ensure "
    "avoid apply enable disable sort order limit scale zoom crop cut extend invert mirror style decorate "
    "mark style font colour color background texture shadow effect theme logo icon emoji sparkles glitter "
    "arrow caption footnote tick ticks spacing margin padding width height thickness opacity legend title "
    "gridline labelled labeled annotated marked dashed dotted rotated log log2 log10 ln sqrt"
)
_CLAIMS = re.compile(
    (
        r"\b(?:that|how much|how well|clearly|because|since|proves?|demonstrat\w+|prov\w+"
        r"|outperform\w*|beats?|wins?|superior\w*|better|worse|improv\w+)\b"
    ),
    re.IGNORECASE,
)
_ONLY_ENGLISH = "only English wording is read; names of columns and quoted texts were recognised"
_ENGLISH_SHARE = 0.25
_FEW_WORDS = 3
_FEW_WISHES = 2
_ADDITION = re.compile(r"\W*(?:and )?(?:with|without|plus|show|showing|include|including)\b", re.IGNORECASE)
_NOWHERE = "the words around this text do not say where it belongs: a title, an axis, the legend, a line or a note"
_LONGEST = 400


class Rest(Struct):
    """What was left: wishes not understood, and words about the subject."""

    unread: list[Refusal]
    topics: list[str]


def hear_rest(script: Script, wishes: int) -> Rest:
    """Sort what no reader has claimed; ``wishes`` counts those that were read as more than a mention of a column."""
    if not _is_english(script, wishes):
        words = " ".join(script.text.split())[:_LONGEST]
        return Rest([Refusal(words=words, reason=_ONLY_ENGLISH)] if words else [], [])
    rest = Rest([], [])
    for match in _CLAUSE.finditer(script.open):
        _sort_clause(script, match.start(), match.end(), rest)
    return rest


def _sort_clause(script: Script, start: int, end: int, rest: Rest) -> None:
    text = script.open[start:end]
    understood = CLAIMED in text
    for run in re.finditer(rf"[^{CLAIMED}]+", text):
        words = [word for word in _WORD.finditer(run[0]) if not _is_filler(word[0])]
        if not words:
            continue
        left, right = words[0].start(), words[-1].end()
        said = script.words(start + run.start() + left, start + run.start() + right)[:_LONGEST]
        orders = words[0][0].casefold() in _ORDERS
        if not said:
            continue
        if orders and len(words) == 1 and understood:
            continue  # the verb of a wish that was understood
        if any(_QUOTED.match(word[0]) for word in words):
            rest.unread.append(Refusal(words=said, reason=_NOWHERE))
        elif any(_is_foreign(word[0]) for word in words):
            rest.unread.append(Refusal(words=said, reason=_ONLY_ENGLISH))
        elif _CLAIMS.search(run[0]) and not orders:
            rest.unread.append(Refusal(words=said, reason="a claim is not drawn; the data show what they show"))
        elif orders or _ADDITION.match(run[0]) or not (understood or _is_title_like(run[0])):
            rest.unread.append(Refusal(words=said, reason="not understood"))
        else:
            rest.topics.append(said)


def _is_filler(word: str) -> bool:
    if _QUOTED.match(word):
        return False
    folded = word.casefold().strip("'’.-/")
    return not folded or folded in _SPOKEN or folded in _PLOTTING or not any(c.isalnum() for c in folded)


def _is_foreign(word: str) -> bool:
    """Whether the word is written in a script that English is not; Greek letters are symbols."""
    return any(c.isalpha() and not unicodedata.name(c, "").startswith(("LATIN", "GREEK")) for c in word)


def _is_title_like(run: str) -> bool:
    """Whether the words begin as a description of a figure does: ``Results of …``, ``Performance on …``."""
    first = _WORD.search(run)
    return first is not None and first[0].casefold() in _PLOTTING


def _is_english(script: Script, wishes: int) -> bool:
    words = [word.casefold() for word in re.findall(r"[^\W\d_]{2,}", script.open)]
    claimed = script.open.count(CLAIMED)
    if len(words) < _FEW_WORDS or claimed > len("".join(words)):
        return True
    known = sum(word in _SPOKEN or word in _PLOTTING or word in _ORDERS for word in words)
    spoken = wishes >= _FEW_WISHES or (claimed > 0 and known > 0)
    return known / len(words) >= _ENGLISH_SHARE or (spoken and all(word.isascii() for word in words))
