"""What a reply has cost, where an OpenAI-compatible address tells it with the tokens, as OpenRouter does."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from langchain_core.outputs import ChatGenerationChunk
    from langchain_openai import ChatOpenAI


@cache
def costed_chat_openai() -> type[ChatOpenAI]:
    """LangChain's `ChatOpenAI`, which keeps the tokens of a streamed reply, with its cost kept too."""
    from langchain_openai import ChatOpenAI

    class CostedChatOpenAI(ChatOpenAI):
        """Puts the cost where LangChain has it of replies that do not stream."""

        def _convert_chunk_to_generation_chunk(self, chunk: Any, *rest: Any) -> ChatGenerationChunk | None:
            made = super()._convert_chunk_to_generation_chunk(chunk, *rest)
            cost = (chunk.get("usage") or {}).get("cost")
            if made is not None and cost is not None:
                made.message.response_metadata["token_usage"] = {"cost": cost}
            return made

    return CostedChatOpenAI
