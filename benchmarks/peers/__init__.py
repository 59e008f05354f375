"""Public test suites for the functions this course teaches, run on this course's corpus.

`peer` says what a peer is, `clones` reads its files out of a local clone, `corpus` holds the right
and wrong implementations, `trial` runs one of them in a process of its own. Every other module is
the adapter of one peer: it hands a student's function to the peer's test in the form that test
expects (NumPy arrays, another order of arguments, a mean instead of single losses), so generously
that a right function passes whenever it can. None of a peer's own code is kept here.
"""
