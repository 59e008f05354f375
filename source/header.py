# %% [markdown]
# Who are you, and with whom did you talk about this assignment? Write it between the quotation
# marks.

# %%
NAME = ""
COLLABORATORS = ""

# %% [markdown]
# ## How to work
#
# 1. **Fill in.** Put your code in place of each `raise NotImplementedError(...)` line, and your
#    words in place of each "YOUR ANSWER HERE". Names and arguments stay as they are, and so do the
#    cells that cannot be edited. You may add cells of your own.
# 2. **Check.** Below each exercise stands a cell such as `check(softmax)`. Run it as often as you
#    like: it says what it called, what came, what was expected, and what to try. Written answers
#    are read by a person.
# 3. **Validate.** Save, then press **Validate**: the whole notebook is run afresh from top to
#    bottom, and every check that fails is reported. An exercise you leave out costs its own points
#    and no others.
# 4. **Submit** in the assignment list. You may submit again until the deadline; the last counts.
#
# When your work is graded, the demonstrations (the given cells that print or draw something) are
# not run: only their imports, functions, classes and plain numbers or texts are kept. Files beside
# the notebook, `In` and `Out` are not there either. So keep what your functions need inside them,
# or in a cell of your own.
