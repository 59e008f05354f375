"""A whole course with nbgrader's own commands, from `generate_assignment` to the fetched feedback.

As root the students are users of the system with rights of their own (accounts that every Debian
has; none is made). Otherwise all are the same user, told apart by `--student` and home folders.
"""

from __future__ import annotations

import csv
import os
import pwd
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbgrader.api import Gradebook

from autograder.batch.store import read_verdict
from autograder.course.catalog import assignment
from autograder.course.mistake import mistakes
from autograder.grading import Grader
from autograder.outcome import Verdict

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]
LESSON = "softmax_regression"
CACHE = os.environ.get("XDG_CACHE_HOME", str(Path.home() / ".cache"))
ACCOUNTS = ("daemon", "games", "mail")


@dataclass(frozen=True)
class Python:
    """An interpreter that also another user may start, with this one's packages."""

    program: str
    packages: str = ""

    def runs_for(self, user: dict[str, Any]) -> bool:
        command = [self.program, "-W", "ignore", "-c", "import nbgrader.apps"]
        environment = {"PATH": os.environ["PATH"], "HOME": "/", "PYTHONPATH": self.packages}
        try:
            done = subprocess.run(
                command, env=environment, cwd="/", capture_output=True, check=False, **user
            )
        except PermissionError:
            return False
        return done.returncode == 0


OURS = Python(sys.executable)
SYSTEM = Python(
    f"/usr/bin/python3.{sys.version_info.minor}", str(Path(nbformat.__file__).parents[1])
)


@dataclass(frozen=True)
class Person:
    """Somebody with a home folder, who gives nbgrader's commands there."""

    name: str
    home: Path
    python: Python
    user: dict[str, Any] = field(default_factory=dict)

    def nbgrader(self, *command: str) -> str:
        """What the command said; it has to succeed."""
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.home),
            "PYTHONPATH": self.python.packages,
            **({} if self.user else {"XDG_CACHE_HOME": CACHE}),  # with Fashion-MNIST unpacked
        }
        who = [] if self.user or self.name == "instructor" else [f"--student={self.name}"]
        done = subprocess.run(
            [self.python.program, "-W", "ignore", "-m", "nbgrader", *command, *who],
            cwd=self.home,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            **self.user,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout + done.stderr

    def owns(self, path: Path) -> None:
        """Give a file or folder, and all that is in it, to this person."""
        for each in (path, *path.rglob("*")) if self.user else ():
            os.chown(each, self.user["user"], self.user["group"])

    @property
    def notebook(self) -> Path:
        return self.home / LESSON / f"{LESSON}.ipynb"


@dataclass
class Class:
    """An instructor, whose home is the course, and three students."""

    instructor: Person
    right: Person
    wrong: Person
    untouched: Person

    @property
    def students(self) -> list[Person]:
        return [self.right, self.wrong, self.untouched]


@pytest.fixture(scope="module")
def people() -> Iterator[Class]:
    users: list[dict[str, Any]] = [{}] * 3
    names, python = ["alice", "bob", "carol"], OURS
    if os.geteuid() == 0:
        entries = [pwd.getpwnam(name) for name in ACCOUNTS]
        real = [{"user": e.pw_uid, "group": e.pw_gid, "extra_groups": list[int]()} for e in entries]
        for candidate in (OURS, SYSTEM):
            if candidate.runs_for(real[0]):
                names, users, python = list(ACCOUNTS), real, candidate
                break
    with tempfile.TemporaryDirectory(prefix="class-") as folder:
        os.chmod(folder, 0o755)  # noqa: S103  pytest's own folders are closed to other users
        made = [Person("instructor", Path(folder, "instructor"), OURS)]
        made += [
            Person(name, Path(folder, name), python, user)
            for name, user in zip(names, users, strict=True)
        ]
        for person in made:
            person.home.mkdir(mode=0o700)
            person.owns(person.home)
        yield Class(*made)


@pytest.fixture(scope="module")
def fetched(people: Class) -> Class:
    """The lesson released, and fetched by every student."""
    course = people.instructor.home
    exchange = course.parent / "exchange"
    exchange.mkdir()
    exchange.chmod(0o777)
    shutil.copytree(ROOT / "source" / LESSON, course / "source" / LESSON)
    shutil.copy(ROOT / "source" / "header.ipynb", course / "source")
    place = f'\nc.Exchange.root = "{exchange}"\n'
    settings = (ROOT / "nbgrader_config.py").read_text(encoding="utf-8") + place
    settings += 'c.Judge.verdicts = "verdicts"\n'
    (course / "nbgrader_config.py").write_text(settings, encoding="utf-8")
    people.instructor.nbgrader("generate_assignment", LESSON)
    people.instructor.nbgrader("release_assignment", LESSON)
    own = 'c = get_config()\nc.CourseDirectory.course_id = "regression"' + place
    for student in people.students:
        (student.home / "nbgrader_config.py").write_text(own, encoding="utf-8")
        student.nbgrader("fetch_assignment", LESSON)
    assert LESSON in people.right.nbgrader("list")
    return people


def fill(path: Path, solutions: dict[str, str]) -> None:
    """Write into the solution cells of these names."""
    made = nbformat.read(path, as_version=4)
    for cell in made.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        cell.source = solutions.get(name, cell.source)
    nbformat.write(made, path)


def solutions() -> dict[str, str]:
    """The right source of every solution cell, written answers included."""
    made = nbformat.read(ROOT / "source" / LESSON / f"{LESSON}.ipynb", as_version=4)
    marked = [cell for cell in made.cells if cell.metadata.get("nbgrader", {}).get("solution")]
    return {cell.metadata.nbgrader["grade_id"]: cell.source for cell in marked}


def typical() -> dict[str, str]:
    """The same with a known mistake in every other exercise."""
    exercises = [exercise.name for exercise in assignment(LESSON).exercises]
    known = {mistake.exercise: mistake.code for mistake in reversed(mistakes(LESSON))}
    return solutions() | {name: known[name] for name in exercises[::2]}


@pytest.fixture(scope="module")
def graded(fetched: Class) -> Class:
    """All three have submitted, and were collected and graded; the feedback has been fetched."""
    instructor = fetched.instructor
    fill(fetched.right.notebook, solutions())
    for student in fetched.students:
        student.nbgrader("submit", LESSON)
    fill(fetched.wrong.notebook, typical())
    fetched.wrong.nbgrader("submit", LESSON)  # the second time
    said = instructor.nbgrader("list", "--inbound")
    assert [said.count(f" {student.name} ") for student in fetched.students] == [1, 2, 1]
    for command in ("collect", "autograde", "generate_feedback", "release_feedback"):
        instructor.nbgrader(command, LESSON)
    for student in fetched.students:
        student.nbgrader("fetch_feedback", LESSON)
    return fetched


@pytest.fixture(scope="module")
def verdicts(graded: Class, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Verdict]:
    """What `autograder grade` says of the same files."""
    out = tmp_path_factory.mktemp("verdicts")
    command = ["-c", "from autograder.cli import main; main()", "grade", str(graded.instructor.home / "submitted"),
               "--assignment", LESSON, "--out", str(out)]  # fmt: skip
    done = subprocess.run(
        [sys.executable, *command], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert done.returncode == 0, done.stderr
    return {student.name: read_verdict(out / f"{student.name}.json") for student in graded.students}


def page(person: Person) -> str:
    """The newest feedback that a student has fetched."""
    pages = sorted((person.home / LESSON / "feedback").glob(f"*/{LESSON}.html"))
    return pages[-1].read_text(encoding="utf-8")


def test_scores_are_those_of_autograder_grade(graded: Class, verdicts: dict[str, Verdict]) -> None:
    with Gradebook(f"sqlite:///{graded.instructor.home}/gradebook.db") as book:
        for student in graded.students:
            found = book.find_submission_notebook(LESSON, LESSON, student.name)
            by_machine = {
                grade.name.removeprefix("check_"): grade.auto_score
                for grade in found.grades
                if grade.cell.cell_type == "code"
            }
            expected = {each.name: each.score for each in verdicts[student.name].exercises}
            assert by_machine == expected
    most = assignment(LESSON).points
    scores = [verdicts[student.name].score for student in graded.students]
    assert scores[0] == most
    assert 0 < scores[1] < most  # type: ignore[operator]
    assert scores[2] == 0


def test_written_answers_wait_for_a_person_unless_nothing_was_written(graded: Class) -> None:
    with Gradebook(f"sqlite:///{graded.instructor.home}/gradebook.db") as book:
        waiting = {
            student.name: {
                grade.needs_manual_grade
                for grade in book.find_submission_notebook(LESSON, LESSON, student.name).grades
                if grade.cell.cell_type == "markdown"
            }
            for student in graded.students
        }
    assert list(waiting.values()) == [{True}, {True}, {False}]


def test_the_export_has_every_student_with_the_same_scores(
    graded: Class, verdicts: dict[str, Verdict]
) -> None:
    graded.instructor.nbgrader("export")
    with (graded.instructor.home / "grades.csv").open(encoding="utf-8") as stream:
        rows = {row["student_id"]: float(row["score"]) for row in csv.DictReader(stream)}
    assert rows == {name: verdict.score for name, verdict in verdicts.items()}


def test_the_feedback_says_each_verdict(graded: Class, verdicts: dict[str, Verdict]) -> None:
    for student in graded.students:
        shown = BeautifulSoup(page(student), "html.parser")
        rows = [row.get_text(" ", strip=True) for row in shown.select("table.parts tbody tr")]
        for exercise in verdicts[student.name].exercises:
            assert f"{exercise.name} {exercise.score:.4g} / {exercise.max_score:.4g}" in rows
        assert len(rows) == len(verdicts[student.name].exercises) + 2, "and the written answers"
        told = " ".join(shown.get_text(" ").split())
        for check in assignment(LESSON).exercise("softmax").checks:
            assert check.title in told or student is graded.untouched


def test_the_feedback_has_no_secret_and_nothing_that_acts(graded: Class) -> None:
    course = graded.instructor.home
    for student in graded.students:
        html = page(student)
        seed = read_verdict(course / "verdicts" / LESSON / f"{student.name}.json").seed
        assert seed not in html
        for folder in (course, course.parent, ROOT, Path(sys.prefix), Path.home()):
            assert str(folder) not in html
        for machinery in ("expect_close", "draw.", "oracle", "notebook.ipynb, cell"):
            assert machinery not in html
        for element in BeautifulSoup(html, "html.parser").find_all():
            assert element.name not in ("script", "iframe", "object", "embed", "link", "base")
            for name, value in element.attrs.items():
                assert not name.startswith("on")
                assert name != "src" or str(value).startswith("data:image/")
                assert name != "href" or re.match(r"#|https?://", str(value))


def test_the_feedback_shows_no_drawn_value(graded: Class, grader: Grader) -> None:
    """With the same seed the judge would show its author single values: none is on the page."""
    course = graded.instructor.home
    verdict = read_verdict(course / "verdicts" / LESSON / f"{graded.wrong.name}.json")
    submitted = course / "submitted" / graded.wrong.name / LESSON / f"{LESSON}.ipynb"
    options = {"seed": verdict.seed, "reveal": True}
    shown = grader.grade(assignment(LESSON), submitted.name, submitted.read_bytes(), **options)  # type: ignore[arg-type]
    number = re.compile(r"-?\d+\.\d{3,}")
    revealed = {value for check in shown.checks for value in number.findall(check.message)}
    said = {value for check in verdict.checks for value in number.findall(check.message)}
    assert revealed - said, "there are values to hide"
    for value in revealed - said:
        assert value not in page(graded.wrong)


def test_a_regrade_gives_the_same_and_keeps_what_a_person_gave(
    graded: Class, verdicts: dict[str, Verdict]
) -> None:
    name, course = graded.right.name, graded.instructor
    url = f"sqlite:///{course.home}/gradebook.db"
    with Gradebook(url) as book:
        for answer, points in (("why_row_max", 1.5), ("check_softmax", 0.5)):
            book.find_grade(answer, LESSON, LESSON, name).manual_score = points
        book.db.commit()
    course.nbgrader("autograde", LESSON, "--force", f"--student={name}")
    with Gradebook(url) as book:
        grade = book.find_grade("check_softmax", LESSON, LESSON, name)
        softmax = verdicts[name].exercises[0]
        assert (grade.auto_score, grade.manual_score, grade.score) == (softmax.score, 0.5, 0.5)
        assert book.find_grade("why_row_max", LESSON, LESSON, name).score == 1.5
