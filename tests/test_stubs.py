from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml.html import document_fromstring

from benchmarks.reliability.fuzzing import loop
from benchmarks.reliability.fuzzing.target import Input, Target
from config.errors import RefusedError
from ingestion.html_page import html_draft
from ingestion.not_found import says_not_found
from ingestion.pruning import prune
from ingestion.stubs import LOGIN, MISSING, PAYWALL, ROBOTS, Shown, stub_reason

OPENING = "The cranes of the north quay stopped one after another at midnight as dock workers began a strike."
STORY = [f"{OPENING} It was the strike's day {n}, and nobody at the gate knew more." for n in range(12)]
PAID = '<script type="application/ld+json">{"@type": "NewsArticle", "isAccessibleForFree": "False"}</script>'


def page(body: str, head: str = "") -> str:
    return f"<!DOCTYPE html><html><head><title>Cranes stop</title>{head}</head><body>{body}</body></html>"


def article(paragraphs: list[str], notice: str = "") -> str:
    story = "".join(f"<p>{text}</p>" for text in paragraphs)
    return f"<main><article><h1>Cranes stop at midnight</h1>{story}</article>{notice}</main>"


def reason(text: str, address: str | None = None) -> str | None:
    try:
        html_draft(text, "a.html", address)
    except RefusedError as refused:
        return refused.reason
    return None


NOTICE = "<div><h3>Subscribe to read the full article</h3><p>Cancel at any time.</p></div>"


@pytest.mark.parametrize(
    "text",
    [
        page(article([OPENING]), PAID),
        page(article([OPENING], NOTICE)),
        page(article([*STORY[:7], "And then the harbour master turned to the gate and ..."]), PAID),
        page(article([OPENING], "<p>You have reached your limit of free articles this month.</p>")),
    ],
)
def test_the_first_lines_before_a_paywall_are_refused(text: str) -> None:
    assert reason(text) == PAYWALL


@pytest.mark.parametrize(
    "text",
    [page(article(STORY, NOTICE), PAID), page(article(STORY[:8]), PAID), page(article([OPENING]))],
)
def test_an_article_that_is_all_there_is_taken_whatever_notice_stands_beside_it(text: str) -> None:
    assert reason(text) is None


@pytest.mark.parametrize(
    ("text", "address", "expected"),
    [
        (page("<p>Accept all</p>"), "https://consent.yahoo.com/v2/x", "a consent page of consent.yahoo.com"),
        (page(article(STORY)), "https://consent.google.de/ml?x", "a consent page of consent.google.de"),
        (page("<h1>Before you continue to Google</h1><form></form>"), None, "a consent page"),
        (
            page("<p>We value your privacy, and so do our 845 partners who read along.</p>"),
            "https://calder.example/a",
            "a consent page of calder.example",
        ),
        (page("<h1>Sign in to continue</h1><p>Forgot your password?</p>"), None, LOGIN),
        (page("<p>Please enable JS and disable any ad blocker</p>"), None, ROBOTS),
        (page("<h1>Are you a robot?</h1><p>Please click the box below to let us know.</p>"), None, ROBOTS),
        *(
            (
                page(f"<h1>{says}</h1><p>Go back to the front page, or look for it in our archive.</p>"),
                None,
                MISSING,
            )
            for says in (
                "Page not found",
                "Page Not Found - Daily Express",
                "404 Not Found",
                "404 - File or directory not there",
                "The page you were looking for was not found",
                "404 | The Calder Ledger",
                "Error 404",
                "Sorry, the page you are looking for can’t be found.",
                "Oops! We could not find that page",
                "This article is no longer available.",
                "The story you requested does not exist",
                "Seite nicht gefunden",
                "Página no encontrada",
            )
        ),
    ],
)
def test_a_page_in_an_articles_place_is_refused_by_its_name(
    text: str, address: str | None, expected: str
) -> None:
    assert reason(text, address) == expected


@pytest.mark.parametrize(
    "headline",
    [
        "404 dead in Calder earthquake",
        "404-page report blames crew for ferry disaster",
        "The story of a country that no longer exists",
        "Love story: why the perfect man does not exist",
        "Front page no longer exists",
        "Jimmy Page could not be found",
        "Police cannot find the story credible",
        "Missing page of the town’s charter found in a loft",
        "Climber not found after a week’s search",
        "Bus line 404 no longer stops at the hospital",
    ],
)
def test_a_brief_article_about_what_is_not_found_is_taken(headline: str) -> None:
    brief = f"<h1>{headline}</h1><p>{OPENING}</p>"
    assert reason(page(f"<article>{brief}</article>")) is None


@pytest.mark.parametrize(
    "line",
    [
        "Retraction: This article has been retracted and is no longer available. The Record says sorry.",
        "This article was retracted on 3 May 2024 and is no longer available, as its figures were made up.",
        "Editor’s note: This story has been removed and is no longer available, at the request of the court.",
        "The ministry said the page was not found on its own site when it looked for it on Monday night.",
        "Facebook said on Monday that the content is not available in Turkey, and did not say why that is.",
    ],
)
def test_what_became_of_an_article_is_said_by_it(line: str) -> None:
    assert reason(page(f"<article><h1>Cranes stop</h1><p>{line}</p></article>")) is None


def test_a_title_of_blank_lines_takes_no_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """By the square of them it would take half a minute."""
    monkeypatch.setattr(loop, "HANG", 5.0)
    target = Target("titles", "titles", lambda given: says_not_found(given.data.decode(), ()))
    assert loop.attempt(target, Input(b"\n-" * 40_000))[:2] == (False, None)


def test_an_article_written_without_spaces_is_not_brief() -> None:
    lines = ["港口的起重机在午夜一台接一台地停了下来码头工人开始罢工没有人知道会持续多久。" * 12]
    assert stub_reason(Shown(lines, lines[0], title="404 – 消失的文章")) is None


@given(st.lists(st.text(max_size=80), max_size=6), st.text(max_size=300), st.booleans())
def test_no_long_article_is_a_stub(lines: list[str], notices: str, free: bool) -> None:
    shown = Shown([*lines, *STORY], notices, title="Log in", address="https://calder.example/a", free=free)
    assert stub_reason(shown) is None


def parsed(body: str) -> Any:
    return document_fromstring(f"<html><body>{body}</body></html>")


def words(tree: Any) -> str:
    return " ".join(tree.text_content().split())


def pruned(body: str) -> str:
    tree = parsed(body)
    prune(tree)
    return words(tree)


LONG = f"<p>{OPENING}</p>\n" * 4


@pytest.mark.parametrize(
    "furniture",
    [
        '<div style="display: none;">2024-04-15T08:00</div>',
        "<div hidden>Seen by nobody</div>",
        '<span class="rollover-block">More about the minister</span>',
        '<div class="Newsletter-container newsletter">Get it every morning</div>',
        '<p><a href="/other"><strong>ANOTHER STORY ALTOGETHER</strong></a></p>',
        "<ul><li><a href='/other'>Another story altogether</a></li></ul>",
    ],
)
def test_what_the_markup_says_is_no_part_of_the_story_goes(furniture: str) -> None:
    assert pruned(LONG + furniture) == " ".join([OPENING] * 4)


@pytest.mark.parametrize(
    "story",
    [
        f'<div style="display:none">{LONG}</div>',
        f'<div class="overlay">{LONG}</div>',
        f"{LONG}<p>He said so <a href='/x'>in a letter</a></p>",
        f"{LONG}<p><a href='/x'>The letter was never answered.</a></p>",
    ],
)
def test_the_story_itself_stays(story: str) -> None:
    assert pruned(story) == words(parsed(story))


def test_an_article_in_several_blocks_is_put_together_and_keeps_the_posts_it_quotes() -> None:
    block = '<div class="article__body"><p>{0} one.</p><p>{0} two.</p></div>'
    post = '<blockquote class="twitter-tweet"><p>We stop at midnight</p></blockquote>'
    story = f"{block.format('First')}<aside>Ad</aside>{block.format('Second')}"
    tree = parsed(f'<article>{story}<div class="social-embed">{post}</div></article>')
    prune(tree)
    assert words(tree.find(".//div[@class='article__body']")) == "First one.First two.Second one.Second two."
    quote = tree.find(".//blockquote")
    assert quote.get("class") is None
    assert quote.getparent().get("class") is None
