"""The library for LangChain programs: a retriever over its search, and a tool that answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from langchain_core.callbacks import (
    AsyncCallbackManagerForRetrieverRun,
    CallbackManagerForRetrieverRun,
)
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from langchain_core.tools import StructuredTool
from pydantic import BaseModel, Field

if TYPE_CHECKING:
    from bot.desk import Newsdesk
    from retrieval.answer import Answer
    from retrieval.article import Hit
    from retrieval.asking.within import Within


class NewsRetriever(BaseRetriever):
    """Passages for a question, as documents that carry all that a citation needs.

    ``desk.article(m["article_id"], m["version"]).text[m["start"]:m["end"]]`` is the
    document's content, `m` being its metadata.

    Args:
        desk: a `Newsdesk`.
        limit: how many documents at most.
        as_of: nothing published after this day is found; today if None.
        within: only passages of articles within this limit are found; of all if None.
    """

    desk: Any
    limit: int = Field(10, gt=0)
    as_of: Any = None
    within: Any = None

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[Document]:
        return [_document(hit) for hit in self._found(query)]

    async def _aget_relevant_documents(
        self, query: str, *, run_manager: AsyncCallbackManagerForRetrieverRun
    ) -> list[Document]:
        import asyncio

        return [_document(hit) for hit in await asyncio.to_thread(self._found, query)]

    def _found(self, query: str) -> list[Hit]:
        found: list[Hit] = self.desk.search(query, as_of=self.as_of, limit=self.limit, within=self.within)
        return found


class _Asked(BaseModel):
    question: str = Field(description="One question about the news, that stands alone.")


def news_tool(desk: Newsdesk, within: Within | None = None) -> StructuredTool:
    """A tool that answers from a library.

    Args:
        desk: the library; it must stay open as long as the tool is used.
        within: only articles within this limit are used or known of; all if None.
    """

    def ask(question: str) -> tuple[str, Answer]:
        answer = desk.ask(question, within=within)
        return _in_words(answer), answer

    async def aask(question: str) -> tuple[str, Answer]:
        answer = await desk.aask(question, within=within)
        return _in_words(answer), answer

    return StructuredTool.from_function(
        func=ask,
        coroutine=aask,
        name="ask_the_news",
        description=(
            "Answers a question from stored news articles, with numbered markers, exact quotations and "
            "the list of sources; says so where the articles do not answer."
        ),
        args_schema=_Asked,
        response_format="content_and_artifact",
    )


def _in_words(answer: Answer) -> str:
    from bot.showing.inert import inert
    from bot.showing.rendering import answer_text

    # A model reads it, to which unseen characters are as good as any.
    return inert(answer_text(answer) if answer.citations else "\n".join([answer.text, *answer.notes]))


def _document(hit: Hit) -> Document:
    told = hit.model_dump(mode="json", exclude={"text"})
    return Document(page_content=hit.text, id=f"{hit.passage_id}@{hit.version}", metadata=told)


__all__ = ["NewsRetriever", "news_tool"]
