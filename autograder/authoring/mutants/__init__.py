"""Mutants: the course's solutions with one small fault each, every one of which has to lose points.

    mutant     the mutants of an exercise, each with a stable id
      general    operators for any Python: operators, constants, conditions, statements, loops
      calls      operators for calls: arguments, keywords, methods
      tensors    operators for torch: axes, reductions, graphs, dtypes, layers, optimizers
    trial      grades one
    equivalent the mutants that nobody can tell from the solution, with the reason of each

cosmic-ray and mutmut, which were tried first on paper, change Python: numbers by one, operators,
comparisons, keywords, named arguments. The faults that this course is about lie elsewhere and they
have no operator for them: an axis exchanged for another, `keepdim` gone, a mean in place of a sum,
a result cut off its graph, an argument changed in place, `zero_` left out or moved behind the loop,
`eval` for `train`. Both also start a test runner for each mutant, which costs five seconds of
imports here, and know a mutant by its running number in the file. Ours are graded in forks of one
process as submissions are, and have names that outlive an edit of another line.
"""
