"""The systems compared: the program that runs each, and what its documentation has it do."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import NamedTuple

from benchmarks.data import ROOT

HERE = Path(__file__).resolve().parent
ENVIRONMENTS = ROOT / ".cache" / "peers"


class Peer(NamedTuple):
    """One system.

    Args:
        name: as it is called in the table.
        key: of its environment, its requirements and its figures.
        program: the file in `programs/` that runs it.
        package: whose version is told.
        as_shown: what its documentation has, in a few words.
        texts: passages that its quick start gets.
        lacking: why it cannot be run, in a sentence; empty where it can.
        python: the command that makes its environment, looked for on the PATH; empty where this
            Python does.
        model_runs_in: key of the peer whose environment runs the model for it, in a process beside
            its own; empty where its own runs it.
    """

    name: str
    key: str
    program: str
    package: str
    as_shown: str
    texts: int
    lacking: str = ""
    python: str = ""
    model_runs_in: str = ""

    @property
    def ours(self) -> bool:
        """Whether it is Newsdesk, which runs in this environment."""
        return self.key == "newsdesk"

    @property
    def interpreter(self) -> Path:
        """The Python it runs in."""
        return Path(sys.executable) if self.ours else ENVIRONMENTS / self.key / "bin" / "python"

    @property
    def requirements(self) -> Path:
        """The file of its pinned packages."""
        return HERE / "requirements" / f"{self.key}.txt"

    def command(self, mode: str, *rest: str) -> list[str]:
        """The command line that has it do something."""
        return [str(self.interpreter), str(HERE / "programs" / self.program), mode, *rest]


PEERS = (
    Peer("Newsdesk", "newsdesk", "newsdesk_library.py", "newsdesk", "passages of whole sentences", 10),
    Peer(
        "LangChain", "langchain", "langchain_chroma_store.py", "langchain-core",
        "1,000 characters, 200 of overlap; Chroma", 4,
    ),
    Peer(
        "LlamaIndex", "llamaindex", "llama_index_store.py", "llama-index-core",
        "1,024 tokens, of which the model reads 256; its own store", 2,
    ),
    Peer("txtai", "txtai", "txtai_index.py", "txtai", "paragraphs; Faiss and SQLite", 3),
    Peer(
        "haiku.rag", "haikurag", "haiku_rag_database.py", "haiku.rag-slim",
        "256 tokens; LanceDB, vectors and words; its model in a process beside it, whose start counts "
        "in the cold answer and whose work and memory are added to its own",
        5, python="python3.12", model_runs_in="langchain",
    ),
)  # fmt: skip
