"""nbgrader with our judge: by configuration alone, no command of nbgrader's is changed.

    from autograder.nbgrader_plugin import configure
    configure(c)

    nbgrader collect   ─ collecting (links lead nowhere)
    nbgrader autograde ─ reading (any file is a notebook of some kind)
                       ─ restore (marks, points and check cells as they were released)
                       ─ judging (cells run in the worker, `check(f)` is answered by the judge)
                       ─ saving  (one score per check cell, and the reasons as comments)
    generate_feedback  ─ feedback (one page without script; hidden tests taken out)

No kernel is started. Nothing a submission prints, displays or raises can become a score.
"""

from __future__ import annotations

from typing import Any

PLUGIN = "autograder.nbgrader_plugin"
STOCK = "nbgrader.preprocessors"


def configure(c: Any) -> None:
    """Set what nbgrader has to know, in the configuration `c` of an nbgrader_config.py."""
    c.ExchangeFactory.collect = f"{PLUGIN}.collecting.CollectOwnFiles"
    c.Autograde.exporter_class = f"{PLUGIN}.reading.TolerantExporter"
    c.Autograde.pre_convert_hook = f"{PLUGIN}.reading.replace_links"
    c.Autograde.sanitize_preprocessors = [
        f"{STOCK}.ClearOutput",
        f"{PLUGIN}.restore.RestoreCells",
        f"{STOCK}.OverwriteKernelspec",
        f"{STOCK}.OverwriteCells",
        f"{STOCK}.CheckCellMetadata",
    ]
    c.Autograde.autograde_preprocessors = [
        f"{PLUGIN}.judging.Judge",
        f"{STOCK}.IgnorePattern",
        "nbconvert.preprocessors.ClearMetadataPreprocessor",
        f"{STOCK}.LimitOutput",
        f"{PLUGIN}.saving.SaveScoresAndReasons",
        f"{STOCK}.AssignLatePenalties",
        f"{STOCK}.CheckCellMetadata",
    ]
    c.GenerateFeedback.exporter_class = f"{PLUGIN}.feedback.FeedbackExporter"
    c.GenerateFeedback.preprocessors = [
        f"{PLUGIN}.saving.GetScores",
        f"{PLUGIN}.feedback.HideTests",
    ]
    c.HTMLExporter.preprocessors = [f"{PLUGIN}.names.EscapeNames"]  # of the form grader
