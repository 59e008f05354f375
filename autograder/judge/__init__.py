"""The trusted side: draw inputs, call a student that cannot be seen, compare, decide.

    draw, given → student → expect → check → run

Checks are ordinary functions `check(student, draw)`; they raise when an answer is wrong.
"""
