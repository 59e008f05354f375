"""nbgrader with our judge: by configuration alone, no command of nbgrader's is changed.

    from autograder.nbgrader_plugin import configure
    configure(c)

    nbgrader generate_assignment ─ releasing (no test cell that would pass by doing nothing)
    nbgrader collect             ─ collecting (links lead nowhere, times are the exchange's)
    nbgrader autograde           ─ finding  (which file is which notebook; any file is one)
                                 ─ restore  (marks, points and check cells as they were released)
                                 ─ judging  (cells run in the worker, the judge answers `check(f)`)
                                 ─ saving   (one score per check cell, the reasons as comments)
    nbgrader generate_feedback   ─ feedback (one page without script; hidden tests taken out)
    nbgrader release_feedback    ─ returning (one student's missing file stops no other)

No kernel is started. Nothing a submission prints, displays or raises can become a score.
"""

from __future__ import annotations

from typing import Any

PLUGIN = "autograder.nbgrader_plugin"
STOCK = "nbgrader.preprocessors"


def configure(c: Any) -> None:
    """Set what nbgrader has to know, in the configuration `c` of an nbgrader_config.py."""
    c.GenerateAssignment.preprocessors.prepend([f"{PLUGIN}.releasing.RefuseMisusedChecks"])
    c.Execute.timeout = 180  # of `nbgrader validate`, which gives a cell 30 s: some checks take 60
    c.ExchangeFactory.collect = f"{PLUGIN}.collecting.CollectOwnFiles"
    c.ExchangeFactory.release_feedback = f"{PLUGIN}.returning.ReleaseAllFeedback"
    c.Autograde.exporter_class = f"{PLUGIN}.finding.TolerantExporter"
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
        f"{PLUGIN}.hidden.HideTests",
    ]
    c.HTMLExporter.preprocessors = [  # of the form grader
        f"{PLUGIN}.form_grader.EscapeNames",
        f"{PLUGIN}.form_grader.PlainLongCode",
    ]
    c.HTMLExporter.sanitize_html = True  # HTML that cells show; its text cells are never cleaned
