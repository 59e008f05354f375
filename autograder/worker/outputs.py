"""What a notebook's cells show while they run, kept within limits for the graded notebook.

Nothing kept here takes part in a verdict; it is what the student's process says of itself.
"""

from __future__ import annotations

import base64
import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from autograder.wire import Record

MOST_TEXT = 50_000  # characters of text that one cell may show
MOST_KEPT = 4 * 2**20  # characters of everything that all cells may show
KEPT_TYPES = ("text/plain", "text/html", "text/markdown", "text/latex", "image/png", "image/jpeg")
CUT = "\n… (the rest of this output is not kept)\n"


class Recorder:
    """Collects the outputs of one cell after the other, by the cell's number."""

    def __init__(self, shell: Any) -> None:
        self.shell = shell
        self.outputs: dict[int, list[Record]] = {}
        self.left = MOST_KEPT

    @contextmanager
    def cell(self, number: int) -> Iterator[None]:
        """Collect what is printed and displayed inside."""
        self.current = self.outputs.setdefault(number, [])
        self.text_left = MOST_TEXT
        before = sys.stdout, sys.stderr, self.shell.display_pub.publish
        sys.stdout, sys.stderr = _Stream(self, "stdout"), _Stream(self, "stderr")
        self.shell.display_pub.publish = self._publish
        try:
            yield
            self._take_figures()
        finally:
            sys.stdout, sys.stderr, self.shell.display_pub.publish = before

    def result(self, value: Any) -> None:
        """The value of a cell's last expression."""
        if value is not None:
            data, _metadata = self.shell.display_formatter.format(value)
            self._keep("result", data)

    def write(self, name: str, text: str) -> None:
        if len(text) > self.text_left:
            text = text[: self.text_left] + (CUT if self.text_left else "")
            self.text_left = 0
        self.text_left = max(0, self.text_left - len(text))
        if not text or not self._has_room(len(text)):
            return
        last = self.current[-1] if self.current else None
        if last is not None and last.kind == "stream" and last["name"] == name:
            last.fields["text"] += text
        else:
            self.current.append(Record("stream", {"name": name, "text": text}))

    def _publish(self, data: Any = None, *_: Any, **__: Any) -> None:
        self._keep("display", data)

    def _keep(self, kind: str, data: Any) -> None:
        kept = {}
        for mime, content in dict(data or {}).items():
            if mime not in KEPT_TYPES:
                continue
            if isinstance(content, bytes):
                content = base64.b64encode(content).decode("ascii")
            if isinstance(content, str) and self._has_room(len(content)):
                kept[mime] = content
        if kept:
            self.current.append(Record(kind, {"data": kept}))

    def _has_room(self, size: int) -> bool:
        """Whether so many more characters may be kept; it counts them if they may."""
        if size > self.left:
            return False
        self.left -= size + 100  # an empty output takes room too
        return True

    def _take_figures(self) -> None:
        """Show and close the figures that are open, as a notebook does after each cell."""
        pyplot: Any = sys.modules.get("matplotlib.pyplot")
        for number in pyplot.get_fignums() if pyplot else ():
            image = io.BytesIO()
            pyplot.figure(number).savefig(image, format="png", dpi=72, bbox_inches="tight")
            pyplot.close(number)
            self._keep("display", {"image/png": image.getvalue(), "text/plain": "<Figure>"})


class _Stream(io.TextIOBase):
    """A standard stream of the cell that is running."""

    encoding = "utf-8"

    def __init__(self, recorder: Recorder, name: str) -> None:
        self.recorder, self.name = recorder, name

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        self.recorder.write(self.name, str(text))
        return len(text)
