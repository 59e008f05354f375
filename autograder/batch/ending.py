"""A signal that ends a process lets it tidy up first, as Ctrl-C does.

Python leaves at once otherwise: unpacked submissions and the folders of fork servers would stay.
"""

from __future__ import annotations

import signal
import sys

# The usual one, and that of a terminal that was closed; what nohup has ignored stays ignored.
_SIGNALS = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]


def end_in_order() -> None:
    """From now on these signals raise SystemExit in the main thread, the first of them only."""
    for number in _SIGNALS:
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _leave)


def _leave(number: int, frame: object) -> None:
    for each in _SIGNALS:
        signal.signal(each, signal.SIG_IGN)  # a second one would cut the tidying short
    sys.exit(128 + number)
