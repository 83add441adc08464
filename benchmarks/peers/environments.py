"""Makes the environment of each peer, once, from its pinned packages."""

from __future__ import annotations

import hashlib
import subprocess
import sys

from benchmarks.peers.peer import ENVIRONMENTS, Peer


def made(peer: Peer) -> str | None:
    """Make a peer's environment if it is not there yet.

    Args:
        peer: the system; for Newsdesk there is nothing to make.

    Returns:
        None if it can be run, else why it cannot, in a sentence.
    """
    if peer.ours:
        return None
    if peer.lacking:
        return peer.lacking
    wanted = hashlib.sha256(peer.requirements.read_bytes()).hexdigest()
    stamp = ENVIRONMENTS / peer.key / "installed"
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
        return None
    for command in (
        [sys.executable, "-m", "venv", str(ENVIRONMENTS / peer.key)],
        [str(peer.interpreter), "-m", "pip", "install", "--quiet", "-r", str(peer.requirements)],
    ):
        run = subprocess.run(command, capture_output=True, text=True, check=False)
        if run.returncode:
            return f"It could not be installed: {(run.stderr.strip() or 'no reason given').splitlines()[-1]}"
    stamp.write_text(wanted, encoding="utf-8")
    return None


def versions(peer: Peer) -> dict[str, str]:
    """Python and the packages that matter, as installed in a peer's environment."""
    names = (peer.package, "torch", "sentence-transformers", "onnxruntime")
    program = (
        "import platform, sys\nfrom importlib.metadata import PackageNotFoundError, version\n"
        "print('python', platform.python_version())\n"
        "for name in sys.argv[1:]:\n"
        "    try:\n        print(name, version(name))\n"
        "    except PackageNotFoundError:\n        pass\n"
    )
    told = subprocess.run(
        [str(peer.interpreter), "-c", program, *names], capture_output=True, text=True, check=True
    )
    return dict(line.split(" ", 1) for line in told.stdout.splitlines())
