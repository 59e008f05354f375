"""How much of what students wrote is given to parsers and highlighters.

Those for Markdown, HTML and code take a time that grows with the square of some texts: a megabyte
of `<` or of one long line keeps a class waiting for minutes, and the form grader's whole server
with it. What is over a limit here is shown all the same, as plain text.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Allowance:
    """What one kind of parser may still get of one notebook, in characters."""

    each: int  # of one text
    left: int  # of all texts together
    line: int = 20_000  # of one line

    def covers(self, text: str) -> bool:
        """Whether a text may be parsed; it is counted if it may."""
        longest = max(map(len, text.split("\n")))
        if len(text) > min(self.each, self.left) or longest > self.line:
            return False
        self.left -= len(text)
        return True


def for_markdown() -> Allowance:
    """A text cell of 20,000 characters has 3,000 words; all texts of a long lesson have as many."""
    return Allowance(20_000, 200_000)


def for_html() -> Allowance:
    """A table of 60 rows as pandas shows it has 10,000 characters."""
    return Allowance(20_000, 200_000)


def for_code() -> Allowance:
    """A solution has some 1,000 characters."""
    return Allowance(5_000, 200_000, line=1_000)
