"""Stanford CS224d, assignment 1: softmax of a vector or a table, in NumPy."""

from __future__ import annotations

from peers.clones import Clone
from peers.peer import Peer, Student, rows_of_arrays

_PATH = "1/assignment1/assignment1/q1_softmax.py"


def _softmax(clone: Clone, student: Student) -> None:
    module = clone.module(_PATH)
    module.softmax = rows_of_arrays(student.softmax)
    module.test_softmax_basic()


PEER = Peer(
    name="Stanford CS224d, assignment 1",
    repository="big-peter/CS224dAssignment",
    commit="6d610f96925c6a1034212c79996ae38c9d30885c",
    paths=(_PATH,),
    licence="none given",
    asks="Softmax of a vector of two, of a 2 x 2 table with rows near 1000 and near 3, and of a "
    "row near -1000, within 1e-6.",
    remark="Its text says that these tests are not exhaustive.",
    trials={"softmax": _softmax},
)
