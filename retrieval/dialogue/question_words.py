"""Word lists by which follow-up questions are read; there is no tagger of parts of speech here.

Each list is closed, or as good as closed, in English: what it leaves out is
read as a noun, which is what new words are.
"""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


ASKING = _words("what which who whom whose where when why how")

BE = _words("is are was were be been being am")
HAVE = _words("has have had having")
DO = _words("do does did can could will would shall should may might must")
AUXILIARIES = BE | HAVE | DO

DETERMINERS = _words(
    "a an the this that these those my your our its his her their some any no each every all both"
    " either another other others such many much more most few fewer several"
)
PREPOSITIONS = _words(
    "of in on at to for from by with about into over after before between among during against around"
    " near under above through across since until till without within behind beyond besides versus vs"
    " like than as per up out off down upon toward towards despite regarding concerning because"
    " according"
)
PRONOUNS = _words(
    "i you we me us it he she him they them one ones himself herself itself themselves mine yours ours"
    " theirs hers someone somebody anyone anybody everyone everybody nobody something anything"
    " everything nothing there here people things thing stuff lot earth world"
)
"""Stand for something else, or for anybody at all, so nothing is asked about them."""

CONNECTING = _words(
    "and or but nor so if then else not also only just too very really ever still yet now again already"
    " even exactly actually though although while whether please tell explain describe show give let"
    " us’s s t re ve d general long far often soon ago today later earlier instead together apart away"
    " maybe perhaps using oh ok okay yes well thanks thank great interesting wow sure alright hello hi"
    " hey sorry"
)
FUNCTION = ASKING | AUXILIARIES | DETERMINERS | PREPOSITIONS | PRONOUNS | CONNECTING

RELATIONAL = _words(
    "type kind sort class variety version role difference similarity advantage disadvantage pro con"
    " effect cause symptom characteristic importance significance impact purpose function example"
    " definition meaning part evidence factor benefit risk danger reason way source term use result"
    " finding feature theme structure issue problem treatment cure test side level option creation"
    " founding invention relationship connection comparison history development contribution criticism"
    " process method argument application implication origin root objective member artist adaptation"
    " ingredient variation competitor element trait discovery response reaction reply statement claim"
    " demand detail number amount series list group set author founder leader owner victim survivor"
    " witness cost price size age date length consequence outcome aftermath background context proposal"
    " condition goal aim plan step status value name toll damage controversy influence growth appearance"
    " future work story plot character model law fact information news update latest project place time"
    " point topic subject rest beginning end winner loser prize turnout vote majority prediction"
    " forecast answer question objection opponent supporter successor predecessor offer measure target"
    " weight location mayor captain crew engineer spokesman spokeswoman minister chief chairman"
    " chairwoman"
)
"""Nouns that are always of something: alone they leave open of what."""

RANKS = _words(
    "first second third last main different common important famous typical possible key similar good"
    " bad best better worse worst big small largest biggest smallest oldest youngest newest recent major"
    " minor basic great greatest certain special interesting influential powerful current latest own"
    " same next previous following early late nearby short-term long-term negative positive total"
    " average highest lowest closest used term more less most serious successful"
)
"""Adjectives of rank and worth, which say of a thing nothing that helps to know it."""

QUALITIES = RANKS | _words(
    "popular new old modern large short natural healthy real unique safe environmental easy easier"
    " easiest hard harder hardest difficult free reliable secure effective harmful ethical legal"
    " endangered dangerous expensive cheap true false likely unlikely necessary worth technological"
    " diplomatic cultural traditional physical high low artificial nominal original available depressed"
    " treatable red seriously generally alive dead ill guilty wrong right"
)
"""Adjectives that tell what a thing is like: at the end of a question they are what is asked."""

VERBS = _words(
    "affect change influence help work begin start live eat cost weigh relate differ compare contrast"
    " cause enable lead happen make get take give go come know think see look use find want call try ask"
    " need feel become leave put mean keep let show hear play run move believe hold bring write provide"
    " sit stand lose pay meet include continue set learn understand watch follow stop create speak read"
    " allow add spend grow open walk win offer remember love consider appear buy wait serve die send"
    " expect build stay fall cut reach kill remain suggest raise pass sell require report decide pull"
    " say demand deny promise warn urge agree reject accept announce propose spread damage treat fight"
    " celebrate evolve originate form develop survive choose share shift invent discover produce"
    " increase reduce improve support contain cook join visit train smoke carry fly cure study teach"
    " apply design operate replace marry abolish elect vote sleep drink adopt consume avoid impact"
    " respond reply insist threaten argue claim quit resign sign strike attack invade have suffer last"
    " end finish save solve listen establish relieve encounter transport travel tell catch publish"
    " receive force blame investigate return rescue flee arrest charge close reopen plan talk discuss"
    " phone telephone negotiate object oppose criticise criticize praise describe confirm"
)
"""Verbs that questions ask with; one counts as a verb only where a verb can stand (see `phrases`)."""

PARTICIPLES = _words(
    "went began came gave took became got ate drank drove rose fell ran wrote spoke knew saw chose"
    " broke flew grew died tied known found done made held taken given seen led grown won bought brought"
    " built caught chosen cut drawn driven eaten fallen fought forgotten gone heard hurt kept killed"
    " laid left lost meant met paid put read run said sent set shot shown shut sold spent spoken spread"
    " stolen struck taught thought thrown told understood written"
)
"""Irregular participles and past forms, which end as no regular one does."""

SAYING = _words(
    "say said says tell told demand demanded deny denied promise promised warn warned urge urged ask"
    " asked announce announced propose proposed insist insisted argue argued claim claimed reply replied"
    " think thought believe call called want wanted mean meant suggest suggested predict predicted"
)
"""After one of these a pronoun may well mean the one who says it: "did the board say it would pay?"."""
