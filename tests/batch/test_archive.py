"""Archives as platforms export them are taken apart; hostile ones harm nothing and are named."""

from __future__ import annotations

import io
import os
import stat
import struct
import tarfile
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from autograder.batch import archive
from autograder.batch.archive import opened
from autograder.batch.find import find_submissions
from autograder.cli import app

LESSON = "linear_regression"
CODE = b"def linreg(X, w, b):\n    return X @ w + b\n"

MOODLE = {
    f"Ann Lee_12345_assignsubmission_file_/{LESSON}.ipynb": CODE,
    "Bo Xu_12346_assignsubmission_file_/my work.py": CODE,
    "李 雷_12347_assignsubmission_file_/作业.py": CODE,
    "Twin_1_assignsubmission_file_/a.py": CODE,
    "Twin_2_assignsubmission_file_/a.py": CODE,
}
CANVAS = {
    f"leeann_12345_67890_{LESSON}.py": CODE,
    f"xubo_LATE_12346_67891_{LESSON}-1.ipynb": CODE,
    "xubo_12346_67892_softmax_regression.py": CODE,
    "zoe_3_4_homework_final.py": CODE,
}
PLAIN = {f"all/cy/{LESSON}.py": CODE, "all/dee.py": CODE, "all/notes.txt": b"x" * 999}

EXPORTS = {
    "moodle": (MOODLE, ["Ann Lee", "Bo Xu", "Twin_1_assignsubmission_file_",
                        "Twin_2_assignsubmission_file_", "李 雷"]),
    "canvas": (CANVAS, ["leeann", "xubo", "zoe"]),
    "plain": (PLAIN, ["cy", "dee"]),
    "one student's folder": ({f"eve/{LESSON}.py": CODE}, ["eve"]),
    "from windows": ({f"fay\\{LESSON}.py": CODE}, ["fay"]),
}  # fmt: skip


def zipped(members: dict[str, bytes] | Iterable[tuple[str | zipfile.ZipInfo, bytes]]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in members.items() if isinstance(members, dict) else members:
            made.writestr(name, data)
    return file.getvalue()


def tarred(members: Iterable[tuple[tarfile.TarInfo | str, bytes]], mode: str = "w") -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode=mode) as made:  # type: ignore[call-overload]
        for member, data in members:
            info = tarfile.TarInfo(member) if isinstance(member, str) else member
            if info.isreg():
                info.size = len(data)
            made.addfile(info, io.BytesIO(data))
    return file.getvalue()


def look(path: Path) -> tuple[list[str], list[str]]:
    """The names of the students found, and what is said about the rest."""
    with opened([path]) as places:
        search = find_submissions(places.paths, LESSON)
        assert {found.read() for found in search.found} <= {CODE}
        _expect_only_plain_files(places.root)
        names = [found.name for found in search.found]
        problems = [*places.problems, *map(places.without_root, search.problems)]
        assert not any(str(places.root) in problem for problem in problems)
    assert not places.root.exists()
    return names, problems


def _expect_only_plain_files(root: Path) -> None:
    for folder, folders, files in os.walk(root):
        for name in [*folders, *files]:
            mode = Path(folder, name).lstat().st_mode
            assert stat.S_ISREG(mode) or stat.S_ISDIR(mode)
            assert not mode & 0o022


@pytest.mark.parametrize("kind", EXPORTS)
@pytest.mark.parametrize("ending", [".zip", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz"])
def test_exports_are_found_by_students_names(tmp_path: Path, kind: str, ending: str) -> None:
    members, students = EXPORTS[kind]
    path = tmp_path / f"export{ending}"
    compression = ending.rpartition(".")[2].replace("tgz", "gz")
    mode = "w" if compression == "tar" else f"w:{compression}"
    path.write_bytes(zipped(members) if ending == ".zip" else tarred(members.items(), mode))
    assert look(path) == (students, [])


def _link(kind: bytes, target: str) -> tarfile.TarInfo:
    info = tarfile.TarInfo("mal.py")
    info.type, info.linkname = kind, target
    return info


def _zip_link(mode: int) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo("mal.py")
    info.external_attr = (mode | 0o777) << 16
    return info


def _lie(data: bytes, size: int) -> bytes:
    """The archive with its only member's unpacked size claimed to be another, in both headers."""
    at = data.index(b"PK\x01\x02")
    central = data[at:]
    return (data[:22] + struct.pack("<I", size) + data[26:at]
            + central[:24] + struct.pack("<I", size) + central[28:])  # fmt: skip


GOOD: tuple[str, bytes] = (f"good/{LESSON}.py", CODE)
# members beside a good one: they are left out, and it is graded
LEFT_OUT: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "link": (".tar", lambda: tarred([(_link(tarfile.SYMTYPE, "/etc/passwd"), b""), GOOD]), "regular"),
    "hard link": (".tar", lambda: tarred([(_link(tarfile.LNKTYPE, "../../x"), b""), GOOD]), "regular"),
    "fifo": (".tar", lambda: tarred([(_link(tarfile.FIFOTYPE, ""), b""), GOOD]), "regular"),
    "device": (".tar", lambda: tarred([(_link(tarfile.CHRTYPE, ""), b""), GOOD]), "regular"),
    "link, then a file through it": (".tar", lambda: tarred(
        [(_link(tarfile.SYMTYPE, "/etc"), b""), ("mal.py/evil.py", CODE), GOOD]), "regular"),
    "link in zip": (".zip", lambda: zipped([(_zip_link(stat.S_IFLNK), b"/etc/passwd"), GOOD]), "regular"),
    "fifo in zip": (".zip", lambda: zipped([(_zip_link(stat.S_IFIFO), b""), GOOD]), "regular"),
    "absolute": (".tar", lambda: tarred([("/evil.py", CODE), GOOD]), "leads out"),
    "absolute in zip": (".zip", lambda: zipped([("/evil.py", CODE), GOOD]), "leads out"),
    "above": (".zip", lambda: zipped([("a/../../evil.py", CODE), GOOD]), "leads out"),
    "above in tar": (".tar.gz", lambda: tarred([("../evil.py", CODE), GOOD], "w:gz"), "leads out"),
    "above, backwards": (".zip", lambda: zipped([("..\\..\\evil.py", CODE), GOOD]), "leads out"),
    "drive": (".zip", lambda: zipped([("C:\\evil.py", CODE), GOOD]), "leads out"),
    "deep": (".zip", lambda: zipped([("a/" * 50 + "evil.py", CODE), GOOD]), "folders deep"),
    "large": (".zip", lambda: zipped([("mal/large.py", os.urandom(1 << 20) * 21), GOOD]), "larger than 20 MB"),
    "twice": (".tar", lambda: tarred([GOOD, (GOOD[0], b"raise SystemExit")]), "two of this name"),
    "twice but for case": (".tar", lambda: tarred(
        [GOOD, (GOOD[0].replace("good", "Good"), b"x")]), "two of this name"),
    "file and folder": (".tar", lambda: tarred([("good", b""), GOOD, (f"good2/{LESSON}.py", CODE)]), "a file and a folder"),
}  # fmt: skip


@pytest.mark.parametrize(("ending", "make", "said"), LEFT_OUT.values(), ids=LEFT_OUT)
def test_what_is_no_plain_file_inside_is_left_out_and_said(
    tmp_path: Path, ending: str, make: Callable[[], bytes], said: str
) -> None:
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    (inner / f"x{ending}").write_bytes(make())
    before = sorted(tmp_path.rglob("*"))
    names, problems = look(inner / f"x{ending}")
    assert any(name.startswith("good") for name in names)
    assert any(said in problem for problem in problems), problems
    assert sorted(tmp_path.rglob("*")) == before


def _encrypted() -> bytes:
    data = bytearray(zipped({"a.py": CODE}))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def _long_name() -> bytes:
    """A header that says the name of the next member has a gigabyte."""
    info = tarfile.TarInfo("././@LongLink")
    info.type, info.size = tarfile.GNUTYPE_LONGNAME, 2**30
    return info.tobuf(tarfile.GNU_FORMAT) + bytes(10_000)


REFUSED: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "empty": (".zip", lambda: b"", "cannot be unpacked"),
    "no zip": (".zip", lambda: b"hello" * 99, "cannot be unpacked"),
    "no tar": (".tar", lambda: b"hello" * 999, "cannot be unpacked"),
    "no gzip": (".tgz", lambda: b"hello" * 99, "cannot be unpacked"),
    "cut": (".zip", lambda: zipped({"a.py": os.urandom(999)})[:-300], "cannot be unpacked"),
    "cut tar": (".tar.gz", lambda: tarred([("a.py", os.urandom(9999))], "w:gz")[:5000], "cannot be unpacked"),
    "damaged": (".zip", lambda: zipped({"a.py": CODE}).replace(b"a.py", b"b.py", 1), "cannot be unpacked"),
    "encrypted": (".zip", _encrypted, "encrypted"),
    "bomb": (".zip", lambda: zipped({"a.py": bytes(2**25)}), "times as large"),
    "bomb in tar": (".tar.gz", lambda: tarred([("a.bin", bytes(2**25))], "w:gz"), "times as large"),
    "bomb that lies": (".zip", lambda: _lie(zipped({"a.py": bytes(2**25)}), 10), "cannot be unpacked"),
    "long name": (".tar", _long_name, "cannot be unpacked"),
    "many": (".zip", lambda: zipped({f"{n}.txt": b"" for n in range(300)}), "more than 200 members"),
}  # fmt: skip


@pytest.mark.parametrize(("ending", "make", "said"), REFUSED.values(), ids=REFUSED)
def test_an_archive_that_cannot_be_taken_gets_one_sentence(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    ending: str,
    make: Callable[[], bytes],
    said: str,
) -> None:
    monkeypatch.setattr(archive, "MAX_MEMBERS", 200)
    path = tmp_path / f"x{ending}"
    path.write_bytes(make())
    names, problems = look(path)
    assert names == []
    (problem,) = problems
    assert problem.startswith(f"{path}: ")
    assert said in problem
    assert "\n" not in problem


STRANGE = (
    "\x1b[31mred",
    "a\u202eb",
    "x" * 300,
    "tab\t",
    "q?*<>|",
    "e\u0301",
    "=1+1",
    "-rf",
    "\udcff",
)


@pytest.mark.parametrize("name", STRANGE)
def test_strange_names_are_made_safe(tmp_path: Path, name: str) -> None:
    path = tmp_path / "x.tar"
    path.write_bytes(tarred([(f"{name}.py", CODE), GOOD]))
    names, _problems = look(path)
    assert len(names) == 2
    assert all(each.isprintable() and len(each) <= 160 for each in names)


def test_hidden_files_and_those_of_macos_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(
        zipped(dict([GOOD]) | {"__MACOSX/good/._a.py": b"x", ".DS_Store": b"x", ".h.py": b"x"})
    )
    assert look(path) == (["good"], [])


def test_who_handed_in_no_code_is_named(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(zipped(MOODLE | {"Gil_9_assignsubmission_file_/essay.pdf": b"%PDF"}))
    names, problems = look(path)
    assert len(names) == len(MOODLE)
    assert len(problems) == 1
    assert "Gil_9_assignsubmission_file_" in problems[0]


def test_a_link_to_an_archive_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "real.zip").write_bytes(zipped(dict([GOOD])))
    (tmp_path / "x.zip").symlink_to("real.zip")
    names, problems = look(tmp_path / "x.zip")
    assert names == []
    assert "is a link" in problems[0]


def test_grade_takes_an_archive(tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(zipped(MOODLE))
    run = CliRunner().invoke(
        app,
        ["grade", str(tmp_path / "x.zip"), "--assignment", LESSON, "--out", str(tmp_path / "out"),
         "--i-trust-this-code"],
    )  # fmt: skip
    assert run.exit_code == 0, run.output
    assert len(list((tmp_path / "out").glob("*.json"))) == len(MOODLE)
