"""A model that runs in a process of its own, for a system whose environment has nothing to run it."""

from __future__ import annotations

import atexit
import json
import subprocess
import sys
from pathlib import Path

from protocol import Used

ENVIRONMENT = "langchain"
"""The environment beside this one that has sentence-transformers; `Peer.model_runs_in` names it too."""


class ModelProcess:
    """The process: started at once, so that it loads while the caller imports, and ended with the caller.

    Args:
        model: the folder of the embedding model.
    """

    def __init__(self, model: str) -> None:
        python = Path(sys.prefix).with_name(ENVIRONMENT) / "bin" / "python"
        program = Path(__file__).with_name("embedding_server.py")
        self._process = subprocess.Popen(
            [python, program, model], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        atexit.register(self._end)

    def address(self) -> str:
        """Wait until the model is loaded, once; the base address of its vectors.

        Raises:
            SystemExit: it ended before that; its stderr, which is the caller's, tells why.
        """
        return f"http://127.0.0.1:{int(self._line())}/v1"

    def used(self) -> Used:
        """What it has used since it started."""
        assert self._process.stdin is not None
        self._process.stdin.write("used\n")
        self._process.stdin.flush()
        return Used(**json.loads(self._line()))

    def _line(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline() or sys.exit("The process that runs the model ended.")

    def _end(self) -> None:
        # Waited for, so that its processor time counts as its caller's.
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()
