"""Arbitrary answers, made of what articles and people could write at worst."""

from __future__ import annotations

from datetime import UTC, date, datetime

from hypothesis import strategies as st

from retrieval.answer import Answer, Citation, Conflict, Side, Source
from retrieval.asking.understood import Days, Understood

NASTY = (
    "<!channel> <!here> <@U012AB3CD> <#C012AB3CD> <!subteam^S012>",
    "@channel @here @everyone ping@evil.example",
    "<https://evil.example|bbc.com> [bbc](https://evil.example) ![x](http://evil.example/x.png)",
    "https://evil.example www.evil.example evil.com",
    "*bold* _it_ ~no~ `code` ```\nfence\n``` **b** __b__ ~~s~~",
    "# heading\n## two\n> quoted\n- item\n+ item\n1. one\n12) two\n===\n---\n    code",
    "<b>html</b> <script>alert(1)</script> &amp; &lt;!channel&gt; &#60;",
    ":smile: :+1: 10:30:15 | a | b |\n|---|---|\n",
    "\u202eevil\u202c\u2066x\u2069 zero\u200bwidth \ufeff\u200e\u200f\u00ad",
    "\x00\x1b[31mred\x07\x9b31m\r\nline",
    "مرحبا بالعالم שלום नमस्ते 👨‍👩‍👧‍👦 🇬🇧 é́́ 🏴\U000e0067\U000e007f",
    "[1] [2] [99] \\[1\\] \\* \\\\ \\",
    "a\n\n\nb \n\tc  \n",
    "[ref]: https://evil.example\n[ref]",
    "12. a day in March",
    "  ",
    "",
    "·  · ",
)
LONG = (
    "x" * 4000,
    "word " * 900,
    "One sentence. " * 400,
    "😀" * 2500,
    "<&>" * 1500,
    "*_~`" * 900,
    '"' * 3000,
)

texts = st.one_of(
    st.sampled_from(NASTY),
    st.text(max_size=30),
    st.lists(st.sampled_from(NASTY), min_size=2, max_size=3).map("".join),
    st.sampled_from(LONG),
)
short = st.one_of(st.sampled_from(NASTY), st.text(max_size=20))
urls = st.one_of(
    st.none(),
    st.sampled_from(
        (
            "https://ok.example/a?b=c&d=e|f",
            "https://ok.example/ü",
            "HTTP://OK.example",
            "javascript:alert(1)",
            "https://user@evil.example/",
            "https://ok.example/<!channel>",
            "https://ok.example/a\nb",
            "https://[",
            "//x",
            "mailto:a@b.example",
            "https://ok.example/" + "a" * 4000,
        )
    ),
)
moments = st.one_of(
    st.none(),
    st.dates(date(1990, 1, 1), date(2030, 1, 1)).map(
        lambda on: datetime(on.year, on.month, on.day, tzinfo=UTC)
    ),
)
kinds = st.sampled_from(("news", "opinion", "analysis", "live", "release"))
facts = {
    "article_id": st.just("a"),
    "version": st.just("v"),
    "outlet": st.none() | short,
    "title": st.none() | texts,
    "url": urls,
    "published": moments,
}
spans = {"start": st.just(0), "end": st.just(1), "quote": texts}


@st.composite
def answers(draw: st.DrawFn) -> Answer:
    """Any answer that the model of answers lets pass."""
    kind = draw(st.sampled_from(("quoted", "quoted", "written", "abstained")))
    count = 0 if kind == "abstained" else draw(st.integers(1, 7))
    citations = [
        draw(
            st.builds(
                Citation,
                ordinal=st.just(n),
                speaker=st.none() | short,
                to=st.none() | short,
                said_on=st.none() | st.dates(date(1990, 1, 1), date(2030, 1, 1)),
                kind=kinds,
                publishers=st.lists(short, max_size=3).map(tuple),
                **facts,
                **spans,
            )
        )
        for n in range(1, count + 1)
    ]
    sources = [
        draw(
            st.builds(
                Source,
                ordinals=st.just((citation.ordinal,)),
                also=st.lists(short, max_size=6).map(tuple),
                origin=st.none() | short,
                kind=kinds,
                **{**facts, "url": st.just(citation.url)},
            )
        )
        for citation in citations
    ]
    side = st.builds(Side, value=short, ordinal=st.none() | st.integers(1, 7), **facts, **spans)
    conflict = st.builds(
        Conflict,
        kind=st.sampled_from(("figure", "date", "name", "negation")),
        sides=st.lists(side, min_size=2, max_size=3).map(tuple),
    )
    return Answer(
        question=draw(texts),
        kind=kind,
        text=draw(texts) + draw(st.sampled_from(("", " [1]", " [1][2] and [3]."))),
        confidence=draw(st.floats(0, 1)),
        citations=tuple(citations),
        sources=tuple(sources),
        voices=draw(st.integers(0, 5)),
        nearest=draw(st.none() | st.builds(Source, **facts)) if kind == "abstained" else None,
        as_of=date(2024, 5, 2),
        understood=Understood(
            days=draw(
                st.lists(st.builds(Days, text=short, start=st.none(), end=st.none()), max_size=1).map(tuple)
            ),
            outlets=draw(st.lists(short, max_size=2).map(tuple)),
            speakers=draw(st.lists(short, max_size=2).map(tuple)),
        ),
        conflicts=draw(st.lists(conflict, max_size=2).map(tuple)) if citations else (),
        notes=draw(st.lists(texts, max_size=12).map(tuple)),
    )
