"""What nouns mean for a figure: kinds of element by head noun, and nouns that name no element."""

from pb_adapters.planners.offline.wordlists import words
from pb_core.domain.diagrams.spec import ElementKind

KINDS: dict[ElementKind, frozenset[str]] = {
    ElementKind.MODEL: words(
        "encoder decoder network net transformer model classifier cnn rnn lstm gru gnn backbone mlp unet u-net bert "
        "gpt policy critic discriminator detector regressor regression autoencoder vae gan perceptron ensemble "
        "generator predictor denoiser reranker re-ranker ranker student teacher forest teacher-model vit resnet llm "
        "surrogate q-network actor recogniser recognizer"
    ),
    ElementKind.DATA: words(
        "feature embedding token vector map matrix graph tensor sample dataset corpus sequence signal image frame "
        "patch representation data text document query answer prompt state trajectory point cloud mesh spectrum "
        "spectrogram waveform audio video read alignment variant count table list set series score probability "
        "distribution mask label box segment record log event report transcript summary candidate proposal logit "
        "latent code gradient estimate prediction parameter weight measurement observation reading rate position "
        "key value page chunk passage sentence word span mention residual response request message packet "
        "acknowledgement transition batch genotype profile tile raster field forecast plan route precursor template "
        "dose file cell organoid tissue powder solution film pellet slurry precipitate specimen pileup haplotype "
        "input output stream curve light-curve alert catalogue item interview questionnaire note crash seed pose "
        "joint action composition population location detection information question fixation expression region "
        "variation correlation equation description relation instruction conversation recording encoding ranking "
        "drawing listing string letter number error color colour factor order water matter character marker primer "
        "polymer weather centre tree index artefact saving permission edition balance condition concentration "
        "dimension section session station rating annotation index-map effect covariate treatment outcome target "
        "draft proof tactic goal lemma body"
    ),
    ElementKind.STORE: words(
        "memory database buffer cache store repository queue storage archive registry memtable warehouse library "
        "disk datastore lake checkpoint log-store corpus-store catalogue-store ledger pool wal"
    ),
    ElementKind.OBJECTIVE: words(
        "loss objective reward penalty regulariser regularizer criterion likelihood divergence entropy utility cost "
        "regularisation-term cross-entropy"
    ),
    ElementKind.OPERATION: words(
        "attention concatenation sum summation addition product pooling normalisation normalization softmax "
        "convolution dropout activation gating multiplication averaging average aggregation projection upsampling "
        "downsampling self-attention cross-attention fusion merge smoothing"
    ),
    ElementKind.DECISION: words(
        "threshold check gate decision criterion-check test-of condition arbiter selector-rule"
    ),
    ElementKind.ACTOR: words(
        "user annotator participant patient clinician human operator expert reviewer physician person student-user "
        "committee radiologist teacher-user learner-user listener adult coder interviewer rater farmer driver pilot "
        "learner teacher-person household respondent engineer developer researcher investigator nurse pathologist "
        "author volunteer worker"
    ),
}
KIND_OF = {word: kind for kind, words in KINDS.items() for word in words if "-user" not in word}

ABSTRACT = words(
    "intention smallest largest highest lowest best worst latest way number use order case need part end time turn "
    "addition contrast practice purpose fact example instance basis parallel place training inference average "
    "detail result-of effect-of sense kind type form-of fashion manner rest majority degree extent aspect advantage "
    "benefit role interest aim goal-of hand left right start beginning total day week month year hour minute second "
    "millisecond night ms mm cm km min percent size length width height depth temperature pressure speed rate-of "
    "ratio threshold-of gb mb kb tb °c °f k kg mg ml µl μl nm µm hz khz mhz ghz rpm dimension epoch iteration stage "
    "step phase round time-step level resolution scale moment range amount share quality support property problem "
    "challenge question difficulty limitation approach idea reason assumption choice literature study work paper "
    "section figure table-of equation appendix we us they what everything something most more less many other "
    "another one two three first last both each all none same next attempt assignment setting design context-of "
    "drift view point-of mean-of line others lack absence presence existence possibility implementation experiment "
    "experiments default following copies mechanism-of sake name weekday hardware reality general particular "
    "particularity half thirds once-a-day source-code well vocabulary-of advance expense remainder today weeks °"
)
"""Heads that never name a box of their own."""

SYSTEM_HEADS = words(
    "method approach framework pipeline system procedure workflow algorithm architecture study trial scheme paper "
    "technique methodology protocol design work solution"
)
"""What the authors call the whole of what they describe."""

LIGHT_HEADS = words(
    "number majority variety range amount kind type output result copy family level state part half instance "
    "fraction total content name backlog rest remainder combination choice version"
)
"""Heads whose "of" phrase is the thing meant."""

COLLECTIONS = words("set sequence series collection stack pair list batch group array subset bag pool stream bank")
"""Heads whose "of" phrase says what is collected; a thing of their own unless that is known by name."""

ANAPHORIC_HEADS = words("output result outcome resulting outputs results latter former")
"""Heads that, alone, point at what came last."""

STATISTICS = words(
    "mean average sum deviation variance median maximum minimum output result difference product size length score"
)
"""What is computed of a thing: "their mean" is still about the thing."""

WORKING_ENDINGS = ("er", "or", "tion", "sion", "ing", "ment", "ysis", "isation", "ization", "ance")
WORKING = words(
    "module unit block layer head function engine stage mechanism controller observer programme program algorithm "
    "solver service server client agent platform robot simulation simulator procedure test assay committee analysis "
    "pca t-sne software tool government household firm script interface broker pipeline component branch stream "
    "pathway bank plant camera sensor array device instrument machine rule protocol medium gripper lane job policy "
    "lens daemon api gateway"
)
"""Heads that do something; other unknown heads are data unless they act."""

REPEATABLE = words("layer block unit cell module stage network head level expert lane tree worker copy")
"""Counted parts that make their owner a repeated block."""

HEADINGS = words(
    "method methods methodology overview introduction implementation setting background results discussion "
    "conclusion notation preliminaries related work experiments details approach abstract setup summary motivation "
    "materials data problem formulation references procedure"
)
"""Words of headings that name no part of the method."""

WEAK_MODIFIERS = words(
    "resulting corresponding final proposed given entire whole respective remaining own current new above following "
    "overall latter former subsequent original same obtained matching next last first different"
)
"""Modifiers that do not make another thing of their noun."""

CONTAINERS = words(
    "pipeline framework system architecture encoder decoder network module block layer stage model controller "
    "branch stream head unit component phase workflow engine backbone robot stack separator platform instrument "
    "pathway arm lane"
)
SENSORS = words("camera sensor array microphone scanner station register telescope gauge user probe antenna")
"""Parts that take their input from the world, not from another box."""

PARALLEL = words("branch stream pathway arm head expert modality view")
"""Members of these run side by side, not one after the other."""
