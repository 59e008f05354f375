"""For the course's author: generate what students get, and prove that the course holds.

Lessons are read by jupytext, and cleared of their solutions by nbgrader; nobody else needs the two.
"""

from importlib.util import find_spec

from autograder.errors import UsageError
from autograder.messages import _

if missing := [name for name in ("jupytext", "nbgrader") if find_spec(name) is None]:
    message = _(
        "Lessons cannot be read or generated: {missing} is not installed. "
        "Try: pip install 'autograder[notebooks]'."
    )
    raise UsageError(message.format(missing=missing[0]))
