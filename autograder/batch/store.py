"""Verdict files: one per submission, whole or not there at all."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path

from autograder.errors import UsageError
from autograder.messages import _
from autograder.outcome import Verdict, from_json, to_json


def write_verdict(folder: Path, verdict: Verdict) -> Path:
    """Write `folder`/<submission>.json so that no reader ever sees half a file."""
    path = folder / f"{file_name(verdict.submission)}.json"
    write_text(path, json.dumps(to_json(verdict), ensure_ascii=False, indent=1) + "\n")
    return path


def write_text(path: Path, text: str) -> None:
    """Write a file next to its place and move it there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    try:
        with open(descriptor, "w", encoding="utf-8", errors="replace") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(temporary, 0o644)  # mkstemp's 0600 would keep the instructor's group out
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise


def file_name(submission: str) -> str:
    """A submission's name as a file name: nothing that leads out of the folder or hides.

    File systems count bytes, 255 at the most; some are left for the ending.
    """
    safe = "".join(c if c.isprintable() and c not in '/\\:*?"<>|' else "_" for c in submission)
    return safe.lstrip(".").encode("utf-8", "replace")[:200].decode("utf-8", "ignore") or "_"


def read_verdict(path: Path) -> Verdict:
    return from_json(json.loads(path.read_text(encoding="utf-8")))


def prepare_folder(folder: Path) -> None:
    """Make sure verdicts can be written, before anything is graded; UsageError if not."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise UsageError(
            _("No verdict can be written to {folder}: {reason}. Choose another --out.").format(
                folder=folder, reason=error.strerror
            )
        ) from None
