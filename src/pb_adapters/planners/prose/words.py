"""Closed word lists of English: function words, the verbs that hand something over, and what they make of it."""

from enum import StrEnum

from pb_core.domain.tables.column_names import word_set


class Family(StrEnum):
    """What a verb says of its parties."""

    MAKE = "make"
    """The subject brings the object forth."""
    TAKE = "take"
    """The subject works on the object."""
    CONVERT = "convert"
    """The subject works on the object and gives what follows *into* or *to*."""
    GIVE = "give"
    """The object goes *to* or *into* something."""
    JOIN = "join"
    """The objects, or the subject and what follows *with*, become one."""
    FOLLOW = "follow"
    """What follows *by* comes after the subject."""
    USE = "use"
    """The object is a means; what it is for follows *to*."""
    OTHER = "other"
    """The verb only bounds its clause."""


_VERBS = {
    Family.MAKE: (
        "produce output generate predict return yield emit create compute estimate infer extract construct build "
        "synthesize synthesise reconstruct derive obtain calculate form propose select retrieve sample draw detect "
        "provide identify fetch pull pick choose collect gather acquire capture record download pop assemble issue "
        "grow write"
    ),
    Family.TAKE: (
        "take receive consume accept read ingest process analyze analyse filter normalize normalise augment score "
        "rank classify verify rerank denoise regularize smooth clean preprocess parse check monitor track deduplicate "
        "dequeue poll merge"
    ),
    Family.CONVERT: (
        "encode map convert transform turn translate decode project embed compress tokenize tokenise downsample "
        "upsample quantize quantise split segment partition divide aggregate summarize summarise lift reshape flatten "
        "pool crop discretize discretise decompose rasterize resize unfold compile render warp expand chunk"
    ),
    Family.GIVE: (
        "feed pass send forward transmit deliver input supply give route hand propagate write store save append "
        "insert add push upload submit load export return transfer dispatch inject move copy flow go travel stream "
        "redirect broadcast distribute enqueue publish emit report enter"
    ),
    Family.JOIN: ("concatenate fuse combine merge sum multiply average integrate stack blend join aggregate"),
    Family.FOLLOW: ("follow precede"),
    Family.USE: (
        "use employ apply adopt utilize utilise leverage introduce design propose exploit train develop present"
    ),
    Family.OTHER: (
        "be have do make let set get keep hold show see find run work learn update optimize optimise minimize "
        "minimise maximize maximise contain include consist comprise compose allow enable ensure help improve reduce "
        "increase decrease require need denote define describe represent correspond depend refer replace remove "
        "discard drop repeat perform conduct carry operate act serve share match compare measure assign label "
        "annotate call start begin end stop finish initialize initialise implement deploy attach connect link model "
        "consider assume lie belong remain become happen occur exist differ vary fail exceed trigger invoke observe "
        "tune adapt adjust correct weight focus freeze fix mask ask answer solve exchange explore search query "
        "associate place arrange organize organise structure base rely inspire motivate address tackle achieve "
        "demonstrate test validate know think want expect aim seek try support handle maintain preserve fit leave "
        "come result lead contribute note equip span cover cause indicate suggest imply shift scale bound extend "
        "explain formulate incorporate facilitate alleviate mitigate simplify specify avoid exclude guarantee prevent "
        "permit satisfy interact investigate condition guide supervise attend control steer drive govern modulate "
        "throttle activate finetune pretrain evaluate inspect examine assess weigh interpret lower reach "
        "reflect initiate visualize visualise"
    ),
}
_IRREGULAR = {
    "be": ("is", "are", "was", "were", "been", "being"), "have": ("has", "had", "having"),
    "do": ("does", "did", "done"),
    "take": ("took", "taken"), "give": ("gave", "given"), "feed": ("fed",), "send": ("sent",), "build": ("built",),
    "write": ("wrote", "written"), "read": ("read",), "draw": ("drew", "drawn"), "make": ("made",), "split": ("split",),
    "get": ("got",), "set": ("set",), "let": ("let",), "keep": ("kept",), "hold": ("held",),
    "show": ("showed", "shown"),
    "see": ("saw", "seen"), "find": ("found",), "run": ("ran", "run", "running"), "learn": ("learnt",),
    "choose": ("chose", "chosen"), "begin": ("began", "begun", "beginning"), "lie": ("lay", "lain", "lying"),
    "become": ("became",), "know": ("knew", "known"), "think": ("thought",), "leave": ("left",), "go": ("went", "gone"),
    "come": ("came",), "lead": ("led",), "seek": ("sought",), "freeze": ("froze", "frozen"), "fit": ("fit", "fitted"),
    "drive": ("drove", "driven"), "input": ("input",), "put": ("put",), "decompose": (),
}  # fmt: skip
_DOUBLING = word_set(
    "map pop step stop drop cut set get let run plug tag crop wrap begin fit put split submit transfer refer emit "
    "clip trim flip skip swap sum bin plan scan omit permit stem tap"
)


class Form(StrEnum):
    """How a verb is inflected."""

    BASE = "base"
    THIRD = "third"
    PAST = "past"
    ING = "ing"


def _inflect(lemma: str) -> dict[str, Form]:
    stem = lemma[:-1] if lemma.endswith("e") and lemma not in ("be", "see", "free") else lemma
    stem = lemma + lemma[-1] if lemma in _DOUBLING else stem
    consonant_y = lemma.endswith("y") and lemma[-2] not in "aeiou"
    sibilant = lemma.endswith(("s", "sh", "ch", "x", "z", "o"))
    third = lemma[:-1] + "ies" if consonant_y else lemma + ("es" if sibilant else "s")
    past = lemma[:-1] + "ied" if consonant_y else stem + "ed"
    forms = {lemma: Form.BASE, third: Form.THIRD, stem + "ing": Form.ING}
    special = _IRREGULAR.get(lemma)
    return {past: Form.PAST} | forms if not special else dict.fromkeys(special, Form.PAST) | forms


def verb_form(word: str) -> tuple[str, Form] | None:
    """The lemma of a form and how it is inflected, a prefix's hyphen aside; ``None`` for what is no known verb."""
    return VERB_FORMS.get(word) or (VERB_FORMS.get(word.replace("-", "")) if "-" in word else None)


def _all_forms() -> tuple[dict[str, tuple[str, Form]], dict[str, frozenset[Family]]]:
    forms: dict[str, tuple[str, Form]] = {}
    families: dict[str, frozenset[Family]] = {}
    for family, lemmas in _VERBS.items():
        for lemma in lemmas.split():
            families[lemma] = families.get(lemma, frozenset()) | {family}
            for form, kind in _inflect(lemma).items():
                forms.setdefault(form, (lemma, kind))
    return forms, families


VERB_FORMS, FAMILIES = _all_forms()
"""Every inflected form with its lemma and how it is inflected; every lemma with its families."""
NOUN_TOO = word_set(
    "output input map sample form score rank filter process mask label feed return estimate model search query update "
    "design pool project read load store draw copy move control guide drive run work set show start end stop "
    "test need use share report match measure call link place structure base focus support fit weight record track "
    "monitor ask answer result lead segment crop split stack average sum pair join blend transform abstract export "
    "transfer dispatch hand route supply access change shift scale bound span cover cause condition step train figure "
    "group batch patch cluster index cache buffer target layer feature display benchmark plan plot study loss "
    "function state note chunk pull"
)
"""Verbs whose forms are nouns as well."""
NOUN_FORMS = frozenset(form for form, (lemma, kind) in VERB_FORMS.items() if lemma in NOUN_TOO and kind is Form.THIRD)
"""Their forms that are plurals as well."""
RANKS = word_set("first second third next further last most here")
"""Adverbs that are adjectives behind a determiner."""
DETERMINERS = word_set(
    "a an the this that these those its their our his her my your each every any some all both such another either"
)
NUMERALS = word_set("two three four five six seven eight nine ten")
PREPOSITIONS = word_set(
    "of in on at by for with from to into onto over under via through between among across along as per within "
    "against after before during using upon toward towards than like inside outside around below above behind beyond "
    "given minus plus except about"
)
CONJUNCTIONS = word_set("and or but nor")
SUBORDINATORS = word_set(
    "which who whose whom where wherever when whenever while whereas if because since although though unless until "
    "once whether how why what so"
)
PRONOUNS = word_set("it they we you he she i them us one ones itself themselves there")
MODALS = word_set("can could may might must shall should will would")
BE = word_set("is are was were be been being")
HAVE = word_set("has have had having do does did")
ADVERBS = word_set(
    "not also then first next finally thus hence therefore only further together respectively again instead "
    "afterwards second third lastly now here later already still just even well once more most less least very too "
    "rather both otherwise likewise subsequently e.g i.e etc thereby often always never"
)
NOT_ADVERBS = word_set(
    "assembly family supply anomaly early reply apply butterfly only likely multiply comply rely daily"
)
EMPTY_MODIFIERS = word_set(
    "proposed resulting corresponding new whole entire same different given following above multiple several various "
    "many additional respective own single certain particular specific novel simple standard overall one two three "
    "four five six seven eight nine ten more most other further obtained complete full actual so-called said "
    "subsequent aforementioned individual well-known existing possible available extra common typical according "
    "distinct"
)
"""Modifiers that tell nothing apart."""

CARRIERS = word_set(
    "output outputs result results set sets sequence series number pair pairs list group collection stack batch batches"
)
"""Nouns that stand for what follows their *of*."""

COMPONENTS = word_set(
    "module block layer branch stage component engine unit agent solver parser tool pipeline subnetwork sub-network "
    "transformer matcher filter planner controller scheduler simulator tracker translator optimizer optimiser "
    "compiler cnn lstm gan server service platform software library device sensor camera"
)
"""Heads of what works in a method, beside the models."""

PARTICLES = word_set("back forth up down out off away apart aside together")
"""Adverbs that stand between a verb, or its object, and what a preposition governs."""
NO_DOERS = word_set(
    "number order paper parameter error letter factor color colour other manner center power corner border former "
    "latter computer chapter character"
)
"""What ends as doers do and is none."""
INTRANSITIVE = word_set(
    "start begin result come depend follow consist belong lie operate rely act range correspond lead stem"
)
"""Verbs whose *-ing* form goes on from the noun before it though no object follows: ``starting from``."""

HANGING = word_set(
    "contain include have allow enable ensure prevent permit require make help hold show describe represent comprise "
    "improve reduce increase avoid achieve facilitate indicate denote"
)
"""Verbs whose *-ing* form stands before no noun as an adjective does."""

CLASSES = word_set("neural deep network net model")
"""Words that name no network for certain, however many of them stand together."""

BARE = word_set(
    "method approach task use model network system framework architecture pipeline process step stage phase procedure "
    "strategy technique scheme algorithm component module element unit term value variable parameter function "
    "operation dimension size length rate ratio level form version instance set group pair series list property "
    "information knowledge experience evidence definition theorem lemma proof corollary appendix row column line "
    "point place position end beginning rest remainder combination sum product average mean maximum minimum option "
    "setting configuration setup implementation design structure practice authors researcher hyper-parameter day hour "
    "minute second year month week iteration epoch round turn run trial one other others which latter former both all "
    "each it they we today context situation scenario requirement constraint gpu library package code repository "
    "website footnote supplement change focus attention care role"
)
"""Heads that name nothing when they stand alone."""

WEAK = word_set("feature data information value input output result representation sample token point thing")
"""What a figure does not tell apart from others of its kind where nothing stands before it."""
VAGUE = word_set("feature information value representation sample token point thing")
"""Of these, what a text means something else by each time."""

ADJECTIVES = word_set(
    "initial final original global local visual textual semantic positive negative left right upper lower high low "
    "new old raw clean noisy real fake synthetic private public internal external main temporal spatial linear "
    "similar first second last next previous current former latter primary secondary"
)
"""Modifiers that name nothing when a joint has parted them from their noun."""

MEASURES = word_set(
    "similarity error distance overlap agreement rate threshold bound confidence criterion score probability size "
    "length number margin factor weight offset deviation difference displacement voting mean median visit mail "
    "telephone hand design default means way law dose statistic rule divergence loss objective reference"
)
"""What things are measured, weighed or done by, and which makes nothing."""

NEVER = word_set(
    "paper work section way fact problem idea goal example reason advantage ability performance accuracy quality cost "
    "case number figure table purpose effect contribution limitation challenge difference importance need lack "
    "benefit aim assumption degree amount majority literature author theory manner kind type sort aspect parallel "
    "tandem difficulty efficiency effectiveness robustness complexity capability equation addition order study detail "
    "baseline experiment result evaluation thing time fashion respect course hand basis presence absence guarantee "
    "flexibility insight intuition convergence stability scalability generality generalization possibility foundation "
    "convenience reliability interpretability unbiasedness part perspective viewpoint existence extent choice notion "
    "concept issue trade-off tradeoff hyperparameter change gain agreement barrier scratch resolution"
)
"""Heads that are never a part of a figure."""

HOLLOW = NEVER | word_set("method approach information role version means part step")
"""Heads that a modifier does not make a thing either."""

VOID = word_set(
    "not no without unlike instead rather cannot neither nor never n't doesn't don't isn't aren't would could might "
    "may whether if unless however although though whereas suppose imagine hypothetically typically traditionally "
    "previously alternatively reveal reveals baseline baselines conventional conventionally existing prior traditional "
    "related respectively"
)
"""Words that void what their sentence says, as long as the core's own lists do not."""
