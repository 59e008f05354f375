"""Find submissions in files and folders, the way instructors have them.

    alice.py, alice.ipynb                        one file per student
    alice/softmax_regression.py                  one folder per student
    alice/softmax_regression/….ipynb             nbgrader's submitted/ folder

Only regular files count: a link could lead anywhere, and is reported instead of followed.
"""

from __future__ import annotations

import os
import re
import stat
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from autograder.batch.store import file_name
from autograder.course.catalog import NAMES, assignment
from autograder.errors import SubmissionError, UsageError, nearest
from autograder.messages import _

ENDINGS = (".py", ".ipynb")
# Names of what somebody will have handed in, and that is no submission as it is.
_WRAPPED = re.compile(r".+\.(?:(?:py|ipynb)\.\w+|zip|7z|rar|tar|t[gx]z|tar\.\w+)", re.IGNORECASE)
MAX_BYTES = 20 * 2**20
_DEFINITION = re.compile(r"(?:def|class)\s+(\w+)")
# What learning platforms make of a student's name and the name of the file that was handed in.
_EXPORTED = (
    re.compile(r"(?P<student>.+?)_\d+_assignsubmission_\w+?_(?P<file>.*)"),  # Moodle
    re.compile(r"(?P<student>[^_]+?)(?:_LATE)?_\d+_\d+_(?P<file>.+?)(?:-\d+)?"),  # Canvas
)


@dataclass(frozen=True)
class Found:
    """A submission's file; `name` is the student's, and names the verdict file."""

    name: str
    path: Path

    def read(self) -> bytes:
        """The file's bytes; SubmissionError when it cannot be read or is too large."""
        try:
            if self.path.stat().st_size > MAX_BYTES:
                raise SubmissionError(
                    _("{path} is larger than {n} MB and was not read.").format(
                        path=self.path, n=MAX_BYTES // 2**20
                    )
                )
            return self.path.read_bytes()
        except OSError as error:
            raise SubmissionError(
                _("{path} cannot be read: {reason}.").format(path=self.path, reason=error.strerror)
            ) from None


@dataclass(frozen=True)
class Search:
    """What a search brought: submissions, and what had to be left out, one sentence each."""

    found: tuple[Found, ...]
    problems: tuple[str, ...]


def find_submissions(
    paths: Iterable[Path], assignment_name: str, leave_out: Path | None = None
) -> Search:
    """All submissions of an assignment in the given files and folders, ordered by name.

    The folder `leave_out`, where verdicts go, is not searched.

    UsageError if there is no such assignment.
    """
    assignment(assignment_name)
    found: list[Found] = []
    problems: list[str] = []
    for path in paths:
        if os.path.islink(path) and not os.path.isdir(path):
            problems.append(_("{path} is a link and was not followed.").format(path=path))
        elif not os.path.exists(path):  # unlike Path.exists, not raising for absurd names
            problems.append(_("There is no file or folder {path}.").format(path=path))
        elif path.is_dir():
            here = _in_folder(path, assignment_name, problems, leave_out)
            if not here:
                problems.append(_nothing_in(path, assignment_name))
            found += here
        elif not _is_submission(path):
            problems.append(
                _("{path} is no submission: expected a file NAME.py or NAME.ipynb.").format(
                    path=path
                )
            )
        else:
            found.append(Found(path.stem, path))
    once = {os.path.realpath(submission.path): submission for submission in reversed(found)}
    named = _by_students(list(reversed(once.values())))
    return Search(_with_unique_names(named), tuple(problems))


def _nothing_in(folder: Path, name: str) -> str:
    return _(
        "No submissions in {folder}: expected NAME.py, NAME.ipynb, NAME/{name}.py or "
        "NAME/{name}/{name}.ipynb."
    ).format(folder=folder, name=name)


def _in_folder(folder: Path, name: str, problems: list[str], leave_out: Path | None) -> list[Found]:
    found: list[Found] = []
    try:
        entries = sorted(folder.iterdir())
    except OSError as error:
        problems.append(_cannot_search(folder, error))
        return found
    for entry in entries:
        try:
            found += _at(entry, name, problems, leave_out)
        except OSError as error:
            problems.append(_cannot_search(entry, error))
    return found


def _cannot_search(path: Path, error: OSError) -> str:
    return _("{path} cannot be searched: {reason}.").format(path=path, reason=error.strerror)


def _at(entry: Path, name: str, problems: list[str], leave_out: Path | None) -> Iterator[Found]:
    """The submission that an entry of a folder is or holds, if it does."""
    if entry.name.startswith((".", "__")):
        return
    if entry.is_symlink():
        problems.append(_("{path} is a link and was not followed.").format(path=entry))
    elif entry.is_dir():
        if leave_out and entry.samefile(leave_out):
            return
        file = _in_student_folder(entry, name)
        if file is not None:
            yield Found(entry.name, file)
        elif any(entry.iterdir()):
            problems.append(
                _("No {name}.py or {name}.ipynb in {folder}.").format(name=name, folder=entry)
            )
    elif _is_submission(entry):
        if _exported(entry.stem)[1] not in set(NAMES) - {name}:
            yield Found(entry.stem, entry)
    elif _WRAPPED.fullmatch(entry.name):
        message = _(
            "{path} was not graded: it is neither NAME.py nor NAME.ipynb. Unpack or rename it."
        )
        problems.append(message.format(path=entry))


def _exported(name: str) -> tuple[str, str]:
    """A student and the file handed in, of a name as platforms export it; else the name twice."""
    for pattern in _EXPORTED:
        if found := pattern.fullmatch(name):
            return found["student"], found["file"]
    return name, name


def _by_students(found: list[Found]) -> list[Found]:
    """Students' names without the platform's numbers, where these tell nobody from another."""
    students = [_exported(submission.name)[0] for submission in found]
    keys = [_key(student) for student in students]
    return [
        Found(student, submission.path) if keys.count(key) == 1 else submission
        for submission, student, key in zip(found, students, keys, strict=True)
    ]


def _is_submission(path: Path) -> bool:
    return path.suffix.lower() in ENDINGS and stat.S_ISREG(path.lstat().st_mode)


def _in_student_folder(folder: Path, name: str) -> Path | None:
    """The student's file: the one named like the assignment, else the only one there is."""
    for place in (folder, folder / name):
        if place.is_symlink():
            continue
        named = [place / (name + ending) for ending in reversed(ENDINGS)]
        files = [path for path in named if path.exists() and _is_submission(path)]
        if files:
            return files[0]
    only = [path for path in sorted(folder.iterdir()) if _is_submission(path)]
    return only[0] if len(only) == 1 else None


def _with_unique_names(found: list[Found]) -> tuple[Found, ...]:
    """Names whose verdict files differ, also where names are made safe or cut for a file.

    Two files of one name (alice.py, alice.ipynb) keep their endings; what is still the same is
    numbered.
    """
    stems = [_key(submission.name) for submission in found]
    unique: dict[str, Found] = {}
    for submission, stem in zip(found, stems, strict=True):
        name = submission.name
        if stems.count(stem) > 1:
            name = f"{submission.path.suffix[1:].lower()}-{name}"
        number, numbered = 1, name
        while _key(numbered) in unique:
            number += 1
            numbered = f"{number}-{name}"
        unique[_key(numbered)] = Found(numbered, submission.path)
    return tuple(sorted(unique.values(), key=lambda submission: submission.name))


def _key(name: str) -> str:
    """Equal for names whose files are one file on some system: macOS looks at neither case nor
    the way an accent is written.
    """
    return unicodedata.normalize("NFC", file_name(name)).casefold()


def assignment_of(path: Path, data: bytes) -> str:
    """Which assignment a file belongs to, by its name or else by what it defines."""
    if path.stem in NAMES:
        return path.stem
    defined = set(_DEFINITION.findall(data.decode("utf-8", "replace")))
    overlap = {
        name: len(defined & {exercise.name for exercise in assignment(name).exercises})
        for name in NAMES
    }
    best = max(overlap, key=lambda name: overlap[name])
    if overlap[best]:
        return best
    raise UsageError(
        _(
            "{path}: which assignment is this? Its name is none of the course's{guess} and it "
            "defines none of their functions. Name it with --assignment."
        ).format(path=path, guess=nearest(path.stem, NAMES) or ",")
    )
