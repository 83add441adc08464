"""Lines that belong to a web page and not to the story on it.

Each pattern must match the whole line, and is built so that a sentence of a
story does not: a fixed phrase, or an opening that only a page uses. A line
missed does little harm; a sentence lost does a lot.
"""

from __future__ import annotations

import re

LONGEST = 420
"""Code points of the longest line looked at; notices are short, paragraphs often not."""

_NETWORK = (
    r"(?:facebook|twitter|x|instagram|tiktok|whatsapp|telegram|linkedin|youtube|pinterest|reddit|flipboard"
    r"|threads)"
)
_STORIES = r"(?:articles?|stor(?:y|ies)|coverage|news|content|reading|links?|posts?|topics?)"

_LINE = "|".join(
    (
        # The comment form.
        r"leave a (?:reply|comment)|post a? ?comment|add a comment|cancel reply|view (?:all )?comments",
        r"join the conversation",
        r"comments(?: are closed)?\.?|(?:no|\d{1,5}) comments?|be the first to comment!?",
        r"please enter your (?:comment|name|email address|name here|email address here)!?\.?",
        r"you have entered an incorrect email address!?|required fields are marked \*",
        r"(?:comment|name|e-?mail|website):? ?\*?:",
        r"your email address will not be published\..{0,60}|save my name, e-?mail,? .{0,80}time i comment\.?",
        r"(?:you must be )?logged in to (?:leave|post) a comment\.?|log in to (?:leave|post) a comment\.?",
        r"notify me of (?:new posts|follow-?up comments).{0,30}",
        # Cookies.
        r"(?:we|this (?:web)?site|our (?:web)?site)(?: and our partners)?,? (?:uses?|stores?)"
        r" (?:\w+ ){0,4}cookies?\b.{0,200}"
        r"\b(?:experience|(?:web)?site|browsers?|devices?|consent|polic(?:y|ies)"
        r"|preferences|traffic|ads)\b.{0,160}",
        r"by (?:continuing|using|clicking|browsing)\b.{0,160}\byou (?:agree|accept|consent)\b.{0,160}",
        r"(?:accept|reject|allow)(?: all)? cookies\.?",
        r"(?:manage|your) (?:cookies?|privacy)(?: preferences| settings| choices)?",
        r"cookie (?:policy|settings|preferences|notice)",
        # Advertisements.
        r"advertisements?|advertising|sponsored(?: content)?|promoted(?: content)?",
        r"(?:story|article) continues (?:below|after)(?: this)?(?: advertisement| ad)?",
        r"(?:skip |scroll )?(?:advertisement|ad) ?[-–—] ?(?:scroll|continue|story).{0,60}",
        r"skip advertisement|scroll to continue.{0,40}",
        r"\d\. (?:how relevant is this ad to you|did you encounter any technical issues)\?",
        # Newsletters and accounts.
        r"[(*]?(?:sign up|subscribe)\b(?=.{0,300}\b(?:newsletters?|inbox|e-?mails?|here)\b).{0,400}",
        r"(?:get|want (?:more|even more|this|the))\b.{0,120}\b(?:newsletter|(?:in|to) your inbox)\b.{0,280}",
        r"\(?you can (?:also )?get .{0,90}(?:inbox|newsletter).{0,60}",
        r".{0,40}\bnewsletters?: ?(?:sign up|subscribe|get|money tips)\b.{0,160}",
        r"support (?:local|our|independent) journalism\..{0,80}",
        r"thank you for supporting our journalism\..{0,200}",
        r"already a subscriber\?.{0,60}|sign in|log in|subscribe(?: now| today)?[.!]?",
        r"create (?:a free|an) account",
        # Sharing and following.
        r"share",
        r"share (?:this|the)(?: (?:article|story|post|page|video))?"
        r"(?: (?:on|via|with)\b.{0,40}(?<![.!?]))?:?",
        r"share (?:on|via) .{1,30}(?<![.!?])",
        rf"(?:tweet|like) this(?: (?:article|story|post))?|{_NETWORK} share",
        r"follow us (?:on|at|for)\b.{0,200}|(?:find|like|join) us on .{1,100}",
        r"download (?:our|the) .{1,40}\bapp\b.{0,60}",
        rf"(?:you can )?follow .{{2,90}}\bon {_NETWORK}\b(?:(?: at)?:? ?@\w+|:)(?: and .{{0,40}}@\w+)?[.]?",
        rf"(?:on )?{_NETWORK}:? @\w+",
        # Pointers elsewhere.
        r"read more|read the full (?:story|article)(?: here)?\.?|click here|continue reading",
        r"(?:load|show|see|view) more",
        rf"(?:read (?:more|also|next|this)|also read|see also|don['’]t miss|related(?: {_STORIES})?"
        r"|more on this(?: story)?)(?: ?[:>»|]| [-–—]) ?\S.{0,200}",
        r"(?:more|watch(?: now| also| live)?|listen|for subscribers|gallery|up next|you may also like) ?: ?\S"
        r".{0,180}(?<![.!?\"'”’)\]])",
        r"\(?click here (?:to|for)\b.{1,200}",
        r".{0,60}\bcheck (?:out )?your local forecast here\W*",
        r"back to top|skip to (?:main )?content|\d{1,2} min(?:ute)? read|listen to this article.{0,20}",
        r"print (?:this )?(?:article|story|page)|order reprints(?: of this (?:article|story))?",
        r"tell us what you think\W*",
        r"(?:like|enjoyed?) this (?:story|article)\? ?(?:share|subscribe|sign up)\b.{0,80}",
        r"thank(?:s| you) for (?:signing up|subscribing)!?|keep an eye on your inbox\b.{0,80}",
        r"(?:sorry[!,.]? ?)?there was an error processing your\b.{0,60}",
        r"(?:sorry[!,.]? ?)?an error (?:has )?occurred\W+(?:please )?try again\b.{0,20}",
        r"this article has been sent to:?|this copy is for your personal, non-commercial use only\b.{0,380}",
        # How to reach the writer.
        r"(?:have a tip\? )?(?:(?:write to|e-?mail|contact|reach) )?(?:[\w.'’-]+ ){1,5}"
        r"(?:(?:can|may) be reached )?(?:at|on|by) \S+@\S+\.\w+\.?(?: (?:or|and|follow|call|on)\b.{0,120})?",
        # Players.
        r"video ad feedback\b.{0,400}|just watched\b.{0,200}\breplay\b.{0,200}",
        r"video player was slow to load content.{0,380}",
        r"now playing|hit play on the player above.{0,200}",
        # Credits of pictures, without the caption.
        r"\(?(?:photos?|images?|pictures?|video|graphic|illustration)(?: credits?| by| courtesy(?: of)?)?"
        r"(?: ?[:/|]| by) ?(?:[^.!?]|(?<=\b\w)\.){1,80}\)?",
        r"(?:[\w.'’-]+ ){0,4}[\w.'’-]+(?: ?/ ?[\w.'’ -]{2,30}){0,3}(?:/| via )"
        r"(?:getty(?: images)?|ap|afp|reuters|epa|shutterstock|alamy|pool|istock|adobe stock)"
        r"(?: (?:photo|images))?",
        r"getty images|shutterstock|afp/getty images|getty|file photo|(?:ap|reuters|afp|handout) photo",
        # The foot of the page.
        r"(?:copyright )?(?:©|\(c\)).{0,40}\b(?:19|20)\d\d\b.{0,120}|copyright (?:19|20)\d\d\b.{0,120}",
        r"(?:.{0,80}[.] )?all rights reserved\.?",
    )
)

_FURNITURE = re.compile(_LINE, re.IGNORECASE)
_WORD = (
    r"(?:(?-i:[A-Z])\S*|and|&|in|for|of|the|with|editing|writing|additional|reporting|by|agenc(?:y|ies)|staff"
    r"|wires?)"
)
_NAMES = rf"{_WORD}(?: {_WORD}){{0,24}}"
_CREDIT = re.compile(
    rf"\(?(?:with (?:additional )?(?:inputs?|reporting|files|contributions?) (?:from|by) {_NAMES}"
    rf"|with (?:\w+ )?inputs?|(?:additional )?reporting by {_NAMES}"
    r"|(?:contributing|contributors?)\s?: ?.{1,200}"
    r"|(?:the )?associated press|reuters|agence france-presse|afp|pti|ani|ians)\)?[.]?",
    re.IGNORECASE,
)
_LABEL = re.compile(
    rf"(?:related(?: {_STORIES})?|more (?:{_STORIES}|on this(?: story)?|like this)"
    r"|you (?:may|might) also (?:like|be interested in)(?:\.{3}|…)?|don['’]t miss"
    r"|most (?:read|popular|viewed)|trending(?: now)?|recommended(?: for you)?"
    r"|read (?:also|next)|see also|also read|editors?['’]? picks?):?",
    re.IGNORECASE,
)
_SHARE = re.compile(
    rf"share(?: this)?(?: (?:article|story|post|page))?:?|shares|{_NETWORK}|e-?mail|print|copy link|tweet"
    r"|pin|save|comments?|likes?",
    re.IGNORECASE,
)
_COUNT = re.compile(r"\d{1,3}(?:[.,]\d{1,3})? ?[KkMm]?(?: (?:shares?|comments?|likes?|views?|tweets?))?")


def is_furniture(line: str) -> bool:
    """Whether a line, stripped, belongs to the page whatever stands around it."""
    if len(line) > LONGEST:
        return False
    return not any(map(str.isalnum, line)) or _FURNITURE.fullmatch(line) is not None


def is_credit(line: str) -> bool:
    """Whether a line says whose reporting the story also uses: "With inputs from …"."""
    return len(line) <= LONGEST and _CREDIT.fullmatch(line) is not None


def is_label(line: str) -> bool:
    """Whether a line heads a list of other stories."""
    return len(line) <= 40 and _LABEL.fullmatch(line) is not None


def is_share_word(line: str) -> bool:
    """Whether a line can be a button of a share bar; alone it can also be a heading."""
    return len(line) <= 24 and _SHARE.fullmatch(line) is not None


def is_count(line: str) -> bool:
    """Whether a line is only a small number, as the counters of a share bar are."""
    return len(line) <= 16 and _COUNT.fullmatch(line) is not None
