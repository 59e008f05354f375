"""Every sentence a student or instructor reads goes through `_`, so that it can be translated.

`_` looks a message up in the catalogue of the chosen language and returns it unchanged when there
is none. Placeholders are filled in after the look-up: `_("expected {n}").format(n=3)`.
"""

from __future__ import annotations

import gettext
from pathlib import Path
from typing import Any

LOCALES = Path(__file__).parent / "locale"
_catalogue: gettext.NullTranslations = gettext.NullTranslations()


def use_language(language: str) -> None:
    """Choose the language of all messages made from now on; English where one is missing."""
    global _catalogue  # noqa: PLW0603  one language per process, as gettext itself has it
    _catalogue = gettext.translation("autograder", LOCALES, [language], fallback=True)


def _(message: str) -> str:
    return _catalogue.gettext(message)


def n_(singular: str, plural: str, count: int) -> str:
    """The form of a message that fits `count`."""
    return _catalogue.ngettext(singular, plural, count)


def mark(message: str) -> str:
    """Names a message for translation without translating it yet (titles set at import)."""
    return message


def printable(text: Any, limit: int = 600) -> str:
    """One line of visible characters: no control codes, no writing-direction tricks.

    Empty for what is no text: anything may stand where a student's process should have put some.
    """
    if not isinstance(text, str):
        return ""
    line = " ".join(text[: 10 * limit].split())
    clean = "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in line)
    return clean if len(clean) <= limit else clean[: limit - 1] + "…"
