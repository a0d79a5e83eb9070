"""Which verbs say what about the flow between things: a table, and nothing but a table.

A rule names a family of verbs. ``flows`` are pairs of slots in the active reading of a clause:
``agent`` (what acts), ``theme`` (what is acted on), and prepositions that introduce another party.
"""

from enum import StrEnum

from msgspec import Struct

from pb_adapters.planners.offline.wordlists import words


class Family(StrEnum):
    """What a family of verbs does to its theme."""

    PRODUCE = "produce"
    TRANSFORM = "transform"
    CONSUME = "consume"
    MOVE = "move"
    COMBINE = "combine"
    SPLIT = "split"
    CONTAIN = "contain"
    TRAIN = "train"
    CONTROL = "control"
    REPEAT = "repeat"
    FOLLOW = "follow"
    APPLY = "apply"
    COMPARE = "compare"
    JUDGE = "judge"
    ENTER = "enter"
    OTHER = "other"


class Rule(Struct, frozen=True, kw_only=True):
    """A family, its verbs (lemmas) and the prepositions that name a source or a destination."""

    family: Family
    verbs: frozenset[str]
    sources: tuple[str, ...] = ()
    destinations: tuple[str, ...] = ()
    instruments: tuple[str, ...] = ("using", "via", "through", "with")


RULES = (
    Rule(
        family=Family.PRODUCE,
        verbs=words(
            "produce output generate yield return emit compute estimate predict infer derive create build construct "
            "form extract obtain synthesize synthesise propose sample draw simulate render reconstruct recover "
            "provide give report compile record capture search measure acquire collect identify detect find "
            "determine calculate select choose pick keep stream send retrieve fetch issue publish print approximate "
            "harvest gather discover mine scrape isolate elute quantify forecast recommend formulate localise "
            "localize define hypothesise hypothesize submit prepare pop"
        ),
        sources=("from", "given", "for", "of", "on", "over", "in"),
        destinations=(),
    ),
    Rule(
        family=Family.TRANSFORM,
        verbs=words(
            "encode decode map transform convert translate process project embed turn compress upsample downsample "
            "tokenize tokenise parse normalize normalise smooth denoise summarise summarize linearize quantize "
            "quantise discretize discretise cluster segment align refine rescore reduce expand lift deduplicate "
            "crop bin filter trim sort rank clean preprocess mask augment vectorize binarize clip rescale scale "
            "resize rotate register reshape flatten unfold lemmatize stem annotate digest lyse centrifuge wash fix "
            "stain image incubate culture amplify sequence dissociate thaw mature cryosection basecall phase "
            "rebuild freeze anneal cure dry heat cool purify dilute homogenize homogenise mill grind polish calcine "
            "sinter dissolve precipitate filtrate rinse plate ligate fragment hash encrypt decrypt sign compile "
            "optimise-code impute standardize standardise detrend resample interpolate extrapolate pool average "
            "aggregate downscale upscale convolve unroll pad truncate shuffle batch tile rewrite paraphrase cut "
            "remove drop discard delete eliminate strip subtract rearrange reorder lower instrument index "
            "deconvolve demultiplex quantitate transcribe code screen exclude review analyse analyze prune sharpen "
            "distil distill correct warp demodulate modulate-signal digitize digitise solve simplify group "
            "propagate vote anonymise anonymize pseudonymise redact adjust-text subsample assemble dehydrate "
            "section harmonise harmonize geocode validate deposit etch coat expose develop spin-coat"
        ),
        destinations=("into", "to", "onto", "as"),
    ),
    Rule(
        family=Family.JUDGE,
        verbs=words(
            "score label classify evaluate assess grade inspect check verify test rate examine reject mark unpack "
            "recognise recognize diagnose weigh analyse analyze audit"
        ),
        destinations=("into", "as"),
    ),
    Rule(
        family=Family.CONSUME,
        verbs=words(
            "take receive ingest read consume accept use attend observe watch monitor inspect import load query "
            "consult require leverage exploit employ rely operate utilise utilize track walk scan listen subscribe "
            "replay download see buy borrow traverse iterate-over"
        ),
        sources=("from", "to", "over", "on", "through"),
    ),
    Rule(
        family=Family.MOVE,
        verbs=words(
            "feed pass pay grant levy lend sell send forward route supply deliver transfer transmit input give "
            "append add insert write store save cache push stream submit broadcast place seed inject subject return "
            "relay dispatch upload copy log archive persist keep deposit-in commit attach connect link hand "
            "propagate move emit publish expose present show offload inoculate load import channel enqueue assign "
            "distribute allocate administer replicate"
        ),
        sources=("from",),
        destinations=("to", "into", "through", "over", "across", "in", "onto", "on"),
    ),
    Rule(
        family=Family.ENTER,
        verbs=words("enter feed supply pass flow go travel join traverse proceed"),
        destinations=("to", "into", "through", "in"),
    ),
    Rule(
        family=Family.COMBINE,
        verbs=words(
            "concatenate fuse combine merge sum average multiply stack integrate mix interleave blend join add "
            "aggregate match superimpose overlay link unify reconcile interpolate ensemble intersect union weight"
        ),
        destinations=("into", "to"),
    ),
    Rule(
        family=Family.COMPARE,
        verbs=words("compare contrast match correlate benchmark"),
        destinations=("with", "to", "against"),
    ),
    Rule(
        family=Family.SPLIT,
        verbs=words("split divide partition separate randomise randomize branch allocate assign disentangle decompose"),
        destinations=("into", "to", "between", "among"),
    ),
    Rule(
        family=Family.CONTAIN,
        verbs=words("consist comprise contain include compose have incorporate"),
        destinations=("of",),
    ),
    Rule(
        family=Family.TRAIN,
        verbs=words(
            "train optimise optimize fit fine-tune finetune learn supervise minimise minimize maximise maximize "
            "penalise penalize regularise regularize pretrain pre-train calibrate recalibrate retrain"
        ),
        destinations=("on", "to", "from"),
        instruments=("with", "using", "by", "via", "under"),
    ),
    Rule(
        family=Family.CONTROL,
        verbs=words(
            "control modulate condition guide steer drive regulate gate trigger throttle adjust constrain schedule "
            "govern double initialise initialize update move keep increase decrease configure coordinate "
            "orchestrate command actuate start stop reset activate tune parameterise parameterize recalibrate "
            "inform weight reweight close notify alert supervise override replace extend enrich enhance"
        ),
        destinations=("on",),
    ),
    Rule(family=Family.REPEAT, verbs=words("repeat iterate loop cycle alternate recur")),
    Rule(family=Family.FOLLOW, verbs=words("follow precede succeed")),
    Rule(
        family=Family.APPLY,
        verbs=words("apply perform run execute conduct carry employ use implement impose"),
        destinations=("to", "on", "over"),
    ),
)
"""Families in order of precedence; a verb may stand in several, the clause decides (see ``families``)."""

OTHER_VERBS = words(
    "be have do make allow enable ensure show demonstrate exist remain become suffer denote refer consider assume "
    "know need want seem appear help improve increase reduce achieve outperform avoid prevent preserve retain share "
    "differ depend correspond represent indicate reflect address tackle aim seek lead result cause occur happen "
    "support handle hold exceed fall rise grow shrink begin stop end start finish continue wait ask disagree agree "
    "exhibit introduce present discuss note observe explain set fix let say see call name state resolve plan learn "
    "gain lose lie stand live work act serve respond react interact communicate cover span range vary change stay "
    "compensate travel space die fail succeed crash recover bind contribute account carry attract repel leave "
    "search subtract try release refresh enforce download swap outweigh violate push arrive tell request touch look "
    "jump listen depart reach stratify instruct permit prohibit bypass invite motivate inspire expect intend equip "
    "locate situate suit dedicate concern aim-at pause wear involve associate restrict license approve empty waste "
    "repair deploy require hope confirm claim believe collapse converge diverge drift dominate arise come imply "
    "overlap prove argue adopt tolerate miss omit ignore favour favor prefer obey satisfy meet spend cost save-time "
    "complain differentiate encourage discourage force limit bound simulate consent give-consent undergo "
    "participate enrol enroll recruit visit double multiply fuzz mount implant mark hear speak perceive seal"
)

FAMILIES: dict[str, tuple[Rule, ...]] = {}
for _rule in RULES:
    for _verb in sorted(_rule.verbs):
        FAMILIES[_verb] = (*FAMILIES.get(_verb, ()), _rule)

BACKWARDS = words("back again backwards")
"""Adverbs that turn a flow into feedback."""

TRANSFORM = next(rule for rule in RULES if rule.family is Family.TRANSFORM)
"""What an unknown verb in the passive is taken for: something is done to its subject."""
