"""Mending: what a model wrote almost as a plan, made one where only one meaning is possible; each mend is told.

Weak models use an id twice, name a group by its title, repeat a part as a group of its own, write an arrow to something
that is nowhere. What stays uncertain is left as it is, so that ``validate`` names it and the model is asked again; only
the last answer loses what leads nowhere.
"""

import re
from collections.abc import Callable, Iterable
from typing import Any

from pb_core.domain.diagrams.spec import AUTHORS_OWN, ConnectionKind, ElementKind, Heads, State

Part = dict[str, Any]
"""An element, a connection or a group as JSON."""

MENDED = "Mended in the model's "
"""What a sentence of the mends of a plan begins with."""

LONGEST_ID = 64
_ENDS = ("from", "to")
_WORDS: dict[str, dict[str, frozenset[str]]] = {
    "elements": {"kind": frozenset(ElementKind), "state": frozenset(State)},
    "connections": {"kind": frozenset(ConnectionKind), "heads": frozenset(Heads)},
    "groups": {},
}
"""Members that take one of a few words."""

_LENGTHS = {"detail": 160, "title": 120, "evidence": 2_000}
_ARROW_LABEL = 120
_ALIASES = 12
_NAME = re.compile(r"[^\w]+")


def mended(document: object, *, at_last: bool = False) -> tuple[object, tuple[str, ...]]:
    """A specification as JSON with what is certain put right, and what was done in words without a stop.

    ``at_last``: arrows that lead nowhere are left out, as there is nobody left to ask. What is no specification at all
    is returned as it came.
    """
    if not isinstance(document, dict) or not document.get("elements"):
        return document, ()
    lists = {name: document.get(name) or [] for name in ("elements", "connections", "groups")}
    if not all(map(_are_parts, lists.values())):
        return document, ()
    work = _Mending({name: [dict(part) for part in parts] for name, parts in lists.items()})
    work.run(at_last=at_last)
    kept = {name: parts for name, parts in work.lists.items() if parts or name == "elements"}
    rest = {name: value for name, value in document.items() if name not in lists}
    return {**rest, **kept}, tuple(dict.fromkeys(work.told))


def _are_parts(value: object) -> bool:
    return value is None or (isinstance(value, list) and all(isinstance(part, dict) for part in value))


def _name(value: object) -> str:
    """A name without what people spell differently: case, blanks, underscores, punctuation."""
    return _NAME.sub("", str(value)).replace("_", "").casefold()


class _Mending:
    """The three lists of one specification while they are put right, and what was done to them."""

    def __init__(self, lists: dict[str, list[Part]]) -> None:
        self.lists = lists
        self.told: list[str] = []

    @property
    def elements(self) -> list[Part]:
        return self.lists["elements"]

    @property
    def groups(self) -> list[Part]:
        return self.lists["groups"]

    def run(self, *, at_last: bool) -> None:
        for name, parts in self.lists.items():
            for part in parts:
                self._plain(name, part)
        self._distinct_elements(at_last=at_last)
        self._distinct_groups()
        self._frames()
        self._arrows(at_last=at_last)

    def _plain(self, name: str, part: Part) -> None:
        """Words, numbers and lengths of one part that would not be read."""
        for member in ("id", "group", "parent", *_ENDS):
            _reference(part, member)
        for member, words in _WORDS[name].items():
            if member in part and part[member] not in words:
                self.told.append(f"the {member} '{str(part.pop(member))[:40]}' was passed over")
        for member, most in _LENGTHS.items():
            if isinstance(part.get(member), str):
                part[member] = part[member][:most].rstrip()
        for member in AUTHORS_OWN:
            part.pop(member, None)
        if name != "connections":
            _identify(part)
        elif len(str(part.get("label", ""))) > _ARROW_LABEL:
            self.told.append(f"the label of an arrow, '{str(part.pop('label'))[:40]}…', was too long to be drawn")
        if isinstance(part.get("aliases"), list):
            part["aliases"] = part["aliases"][:_ALIASES]
        _count(part)

    def _distinct_elements(self, *, at_last: bool) -> None:
        """Parts that are listed twice are one; others that share an id get ids of their own, as far as arrows allow."""
        kept: list[Part] = []
        for part in self.elements:
            same = next((other for other in kept if other["id"] == part["id"]), None)
            if same is not None and _name(same.get("label")) == _name(part.get("label")):
                self.told.append(f"'{part.get('label')}' was listed twice")
                continue
            if same is not None and (at_last or self._is_clear(same, part)):
                self._part_company(same, part)
            kept.append(part)
        self.lists["elements"] = kept

    def _is_clear(self, one: Part, other: Part) -> bool:
        """Whether each arrow to an id that two parts share says which of them it means."""
        meant = (arrow for arrow in self.lists["connections"] if one["id"] in (arrow.get("from"), arrow.get("to")))
        return all(_names(arrow, one) != _names(arrow, other) for arrow in meant)

    def _part_company(self, one: Part, other: Part) -> None:
        """Give the second of two parts with one id another; arrows go to the one that their words name."""
        before, fresh = other["id"], self._free(_slug(other.get("label")) or other["id"])
        other["id"] = fresh
        for arrow in self.lists["connections"]:
            for end in _ENDS:
                if arrow.get(end) == before and _names(arrow, other) and not _names(arrow, one):
                    arrow[end] = fresh
        self.told.append(f"'{one.get('label')}' and '{other.get('label')}' had the same id")

    def _distinct_groups(self) -> None:
        """A group that repeats a part is none; one whose id is a part's or another group's gets another."""
        kept: list[Part] = []
        for group in self.groups:
            members = [part for part in self.elements if part.get("group") == group["id"]]
            twin = next((part for part in self.elements if _name(part.get("label")) == _name(group.get("title"))), None)
            if twin is not None and all(part is twin for part in members):
                twin.pop("group", None)
                self.told.append(f"a group repeated '{twin.get('label')}'")
                continue
            if any(other["id"] == group["id"] for other in kept):
                self.told.append(f"the group '{group.get('title')}' was listed twice")
                continue
            kept.append(group)
        self.lists["groups"] = kept
        taken = {part["id"] for part in self.elements}
        for group in kept:
            if group["id"] in taken:
                self._rename(group)

    def _rename(self, group: Part) -> None:
        before = group["id"]
        group["id"] = self._free(f"{before}_group"[:LONGEST_ID])
        for part in self.elements:
            if part.get("group") == before:
                part["group"] = group["id"]
        for other in self.groups:
            if other.get("parent") == before:
                other["parent"] = group["id"]
        self.told.append(f"the group '{group.get('title')}' had the id of a part")

    def _frames(self) -> None:
        """Frames that are named by their title, are not there, hold themselves, or hold nothing."""
        for member, parts in (("group", self.elements), ("parent", self.groups)):
            for part in parts:
                if member in part:
                    self._frame(part, member)
        for group in self.groups:
            if _holds_itself(group, {other["id"]: other.get("parent") for other in self.groups}):
                del group["parent"]
                self.told.append(f"the group '{group.get('title')}' was inside itself")
        used = {part.get("group") for part in self.elements} | {group.get("parent") for group in self.groups}
        for group in [group for group in self.groups if group["id"] not in used]:
            self.groups.remove(group)
            self.told.append(f"the group '{group.get('title')}' was empty")

    def _frame(self, part: Part, member: str) -> None:
        if part[member] in {group["id"] for group in self.groups}:
            return
        found = self._only(self.groups, part[member], lambda group: (group["id"], group.get("title")))
        if found is None:
            self.told.append(f"the group '{str(part.pop(member))[:40]}' is not there")
        else:
            part[member] = found["id"]

    def _arrows(self, *, at_last: bool) -> None:
        """Ends named by their label, arrows listed twice and, at last, arrows that lead nowhere."""
        known = {part["id"] for part in self.elements}
        kept: list[Part] = []
        for arrow in self.lists["connections"]:
            self._ends(arrow, known)
            lost = [end for end in _ENDS if arrow.get(end) not in known]
            if lost and at_last:
                ends = " to ".join(f"'{str(arrow.get(end, 'nowhere'))[:40]}'" for end in _ENDS)
                self.told.append(f"the arrow from {ends} leads nowhere")
            elif not lost and any(_is_same(arrow, other) for other in kept):
                self.told.append("an arrow was listed twice")
            else:
                kept.append(arrow)
        self.lists["connections"] = kept

    def _ends(self, arrow: Part, known: set[str]) -> None:
        for end in _ENDS:
            given = arrow.get(end)
            if given is None or given in known:
                continue
            found = self._only(self.elements, given, lambda part: (part["id"], part.get("label"), *_aliases(part)))
            found = found or self._alone_in(given)
            if found is not None:
                arrow[end] = found["id"]
                if _name(given) != _name(found.get("label")):
                    self.told.append(f"'{str(given)[:40]}' is '{found.get('label')}'")

    def _alone_in(self, given: object) -> Part | None:
        """The only part of the group that an arrow leads to."""
        members = [part for part in self.elements if part.get("group") == given]
        return members[0] if len(members) == 1 else None

    def _only(self, parts: list[Part], given: object, names: Callable[[Part], Iterable[object]]) -> Part | None:
        wanted = _name(given)
        found = [part for part in parts if wanted and wanted in {_name(name) for name in names(part) if name}]
        return found[0] if len(found) == 1 else None

    def _free(self, wanted: str) -> str:
        taken = {part["id"] for part in (*self.elements, *self.groups)}
        number, name = 2, wanted
        while name in taken:
            name, number = f"{wanted[: LONGEST_ID - 4]}_{number}", number + 1
        return name


def _reference(part: Part, member: str) -> None:
    """A number is an id in figures; a word for nothing is none."""
    if isinstance(part.get(member), int):
        part[member] = str(part[member])
    if part.get(member) in ("", "null", "none", "None"):
        del part[member]


def _identify(part: Part) -> None:
    """An id that is missing is made of the name, one that is too long is cut."""
    given = part.get("id")
    made = _slug(part.get("label") or part.get("title")) or "part"
    part["id"] = given[:LONGEST_ID] if isinstance(given, str) else made


def _slug(text: object) -> str:
    return re.sub(r"\W+", "_", str(text or "")).strip("_").lower()[:LONGEST_ID]


def _count(part: Part) -> None:
    """A number of repetitions that is written in figures; a part that is there once is not repeated."""
    if "repeat" not in part:
        return
    number = str(part["repeat"]).strip("×xX ")
    if number.isdecimal() and int(number) > 1:
        part["repeat"] = int(number)
    else:
        del part["repeat"]


def _aliases(part: Part) -> Iterable[object]:
    aliases = part.get("aliases")
    return aliases if isinstance(aliases, list) else ()


def _names(arrow: Part, part: Part) -> bool:
    """Whether the words of an arrow name a part."""
    label = str(part.get("label") or "").casefold()
    return bool(label) and label in f"{arrow.get('evidence', '')} {arrow.get('label', '')}".casefold()


def _is_same(one: Part, other: Part) -> bool:
    words, others = (str(arrow.get("label") or "").split() for arrow in (one, other))
    return words == others and all(one.get(member, "") == other.get(member, "") for member in (*_ENDS, "kind"))


def _holds_itself(group: Part, parents: dict[str, str | None]) -> bool:
    above, seen = group.get("parent"), {group["id"]}
    while above is not None and above not in seen:
        seen.add(above)
        above = parents.get(above)
    return bool(above == group["id"])
