"""The command line: parse, call one library function, print, set the exit code."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.text import Text

from autograder.batch.ending import end_in_order
from autograder.data import DatasetError
from autograder.errors import AutograderError, JailError, UsageError
from autograder.messages import _, n_, printable
from autograder.outcome import Verdict, to_json

app = typer.Typer(
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False,
    help="Check and grade exercises on linear and softmax regression in PyTorch.",
)  # fmt: skip
out = Console(soft_wrap=False)
err = Console(stderr=True)

FAILED, USAGE = 1, 2
MOST_IN_DETAIL = 5  # submissions shown check by check; of a class only the summary


def _hexadecimal(value: str) -> str:
    value = value.lower()
    if value and not re.fullmatch("[0-9a-f]{1,64}", value):
        message = _("a seed has hexadecimal digits only, as in a verdict file; {value!r} came")
        raise typer.BadParameter(message.format(value=value))
    return value


Seed = Annotated[
    str,
    typer.Option(help="Repeat a grading: the seed from its verdict file.", callback=_hexadecimal),
]


def main() -> None:
    """Entry point of the installed command; errors of ours become one message and an exit code."""
    end_in_order()
    try:
        app()
    except JailError as error:
        err.print(f"autograder: {error}", style="red", markup=False, highlight=False)
        err.print(
            _("Nothing was run. --i-trust-this-code runs it with all your rights instead."),
            highlight=False,
        )
        sys.exit(USAGE)
    except (AutograderError, DatasetError) as error:
        err.print(f"autograder: {error}", style="red", markup=False, highlight=False)
        sys.exit(USAGE if isinstance(error, UsageError) else 3)


def _bar() -> Progress:
    return Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(),
        console=err, transient=True, disable=not err.is_terminal,
    )  # fmt: skip


@app.command()
def check(
    paths: Annotated[list[Path] | None, typer.Argument(help="Files to check.")] = None,
    assignment: Annotated[str, typer.Option(help="When a file's name does not tell it.")] = "",
    json_file: Annotated[
        Path | None, typer.Option("--json", help="Write the verdicts to this file, as a list.")
    ] = None,
    seed: Seed = "",
) -> None:
    """Check your own work. Without PATH: every lesson in this folder or in exercises/.

    Exit code: 0 all checks passed, 1 something failed, 2 the command could not be carried out.
    """
    from autograder.batch.own import check_files, lessons_here  # torch is slow

    files = paths or lessons_here(Path())
    verdicts: list[Verdict] = []
    problems: list[str] = []
    with _bar() as bar:
        task = bar.add_task(_("starting"), total=None)

        def progress(name: str, done: int, total: int) -> None:
            bar.update(task, description=name, completed=done, total=total)

        for result in check_files(files, assignment, seed, progress):
            if isinstance(result, Verdict):
                verdicts.append(result)
                _print_verdict(result)
            else:
                problems.append(result)
                _print_problem(result)
    if json_file:
        _write_json(json_file, verdicts)
    if problems:
        raise typer.Exit(USAGE)
    raise typer.Exit(0 if all(v.score == v.max_score for v in verdicts) else FAILED)


@app.command()
def grade(
    paths: Annotated[list[Path], typer.Argument(help="Files, folders or archives of submissions.")],
    assignment: Annotated[str, typer.Option(help="The assignment they belong to.")],
    out_dir: Annotated[Path, typer.Option("--out", help="Folder for the verdict files.")],
    jobs: Annotated[int, typer.Option(min=1, help="How many are graded at a time.")] = 1,
    scheduler: Annotated[str, typer.Option(help="Address of a Dask scheduler to grade on.")] = "",
    trusted: Annotated[
        bool,
        typer.Option("--i-trust-this-code", help="Run it without a jail, with all your rights."),
    ] = False,
    seed: Seed = "",
) -> None:
    """Grade other people's work, in a jail: one verdict file per submission.

    Exit code: 0 all were graded, whatever their scores; 2 something could not be graded.
    """
    from autograder.batch.archive import opened
    from autograder.batch.find import find_submissions
    from autograder.batch.grade import executor_for, grade_all
    from autograder.batch.store import prepare_folder, write_verdict

    prepare_folder(out_dir)
    verdicts: list[Verdict] = []
    with opened(paths) as places:
        search = find_submissions(places.paths, assignment, leave_out=out_dir)
        problems = [*places.problems, *map(places.without_root, search.problems)]
        with _bar() as bar, executor_for(min(jobs, len(search.found)), scheduler) as executor:
            task = bar.add_task(assignment, total=len(search.found))
            for found, result in grade_all(
                search.found, assignment, seed=seed, jailed=not trusted, executor=executor
            ):
                try:
                    if isinstance(result, Exception):
                        raise result
                    write_verdict(out_dir, result)
                    verdicts.append(result)
                    if len(search.found) <= MOST_IN_DETAIL:
                        _print_verdict(result)
                except (AutograderError, OSError) as error:
                    problems.append(f"{found.name}: {places.without_root(str(error))}")
                bar.advance(task)
    for problem in problems:
        _print_problem(problem)
    _print_summary(verdicts, out_dir)
    raise typer.Exit(USAGE if problems or not verdicts else 0)


@app.command()
def doctor() -> None:
    """Say what this machine has for grading other people's work safely, and what cures the rest.

    Exit code: 0 all is there, 1 something is missing.
    """
    from autograder.doctor import examine

    is_well = True
    for finding in examine():
        sign, style = ("✓", "green") if finding.is_well else ("✗", "red")
        is_well = is_well and finding.is_well
        out.print(Text.assemble((f"{sign} {finding.what}", style), f": {finding.detail}"))
        if finding.cure:
            out.print(Text(f"    {finding.cure}"))
    raise typer.Exit(0 if is_well else FAILED)


@app.command()
def proof(
    root: Annotated[Path, typer.Option(help="The course: the folder of solutions/.")] = Path(),
    assignment: Annotated[str, typer.Option(help="Only this assignment.")] = "",
    seed: Annotated[
        str, typer.Option(help="Draw with this seed, not the usual one.", callback=_hexadecimal)
    ] = "",
) -> None:
    """Prove the course: stubs earn nothing, solutions everything, mistakes lose points.

    Exit code: 0 proved, 1 not.
    """
    from autograder.authoring.proof import prove

    failures = 0
    with _bar() as bar:
        task = bar.add_task(_("starting"), total=None)
        for step in prove(root, [assignment] if assignment else [], seed):
            bar.update(task, description=step.subject, completed=step.done, total=step.total)
            if step.failure:
                failures += 1
                _print_problem(f"{step.subject}: {step.failure}")
    if failures:
        raise typer.Exit(FAILED)
    out.print(
        n_("Proved: {n} statement holds.", "Proved: {n} statements hold.", step.done).format(
            n=step.done
        )
    )


@app.command()
def build(
    root: Annotated[Path, typer.Option(help="The course: the folder of solutions/.")] = Path(),
    check_only: Annotated[
        bool, typer.Option("--check", help="Write nothing; fail if a generated file differs.")
    ] = False,
) -> None:
    """Generate exercises/ and source/ from solutions/."""
    from autograder.authoring.build import drifted, write_all

    if check_only:
        for path in (drift := drifted(root)):
            _print_problem(_("{path} is not what its source generates.").format(path=path))
        if drift:
            err.print(_("Run `autograder build` and commit the result."))
            raise typer.Exit(FAILED)
        return
    for path in write_all(root):
        out.print(str(path), highlight=False)


@app.command()
def data(
    offline: Annotated[bool, typer.Option("--offline", help="Download nothing.")] = False,
) -> None:
    """Find Fashion-MNIST, or fetch it, and say where it is."""
    from autograder.data import resolve

    dataset = resolve(allow_download=not offline)
    for reason in dataset.passed_over:
        err.print(reason, markup=False, highlight=False, soft_wrap=True)
    out.print(
        _("{name} from {source}, ready in {root}").format(
            name=dataset.name, source=dataset.source, root=dataset.root
        ),
        highlight=False,
        soft_wrap=True,
    )


def _print_verdict(verdict: Verdict) -> None:
    from autograder.report.console import verdict_view

    out.print(verdict_view(verdict))


def _print_problem(problem: str) -> None:
    text = f"autograder: {printable(problem)}"
    err.print(text, style="red", markup=False, highlight=False, soft_wrap=True)


def _print_summary(verdicts: list[Verdict], folder: Path) -> None:
    from autograder.report.console import summary_view

    if verdicts:
        out.print(summary_view(sorted(verdicts, key=lambda verdict: verdict.submission)))
        message = n_("{n} verdict file in {folder}", "{n} verdict files in {folder}", len(verdicts))
        out.print(message.format(n=len(verdicts), folder=folder), highlight=False, soft_wrap=True)
    if any(verdict.score is None for verdict in verdicts):
        err.print(_("Some verdicts need a regrade: a fault of the grader, not of the students."))


def _write_json(path: Path, verdicts: list[Verdict]) -> None:
    from autograder.batch.store import write_text

    text = json.dumps([to_json(verdict) for verdict in verdicts], ensure_ascii=False, indent=1)
    try:
        write_text(path, text + "\n")
    except OSError as error:
        message = _("The verdicts cannot be written to {path}: {reason}.")
        raise UsageError(message.format(path=path, reason=error.strerror)) from None


if __name__ == "__main__":
    main()
