"""This folder is an nbgrader course: `nbgrader generate_assignment softmax_regression` and so on.

Commands run here, or anywhere with --course-dir; settings that have to differ on your machine (the
exchange, a PostgreSQL gradebook in c.CourseDirectory.db_url) go into an nbgrader_config.py of your
own in a folder that `jupyter --paths` lists under config.
"""

import os
import shutil
import sys
from pathlib import Path

from autograder.authoring.stubs import STUB
from autograder.nbgrader_plugin import configure

c = get_config()  # noqa: F821  given by traitlets when it reads this file

# Grading by our judge instead of by running test cells in a kernel.
configure(c)

# The folder of this file, wherever a command or JupyterLab's server was started.
c.CourseDirectory.root = str(Path(__file__).absolute().parent)

# Names the course in the exchange. Without one, assignments of all courses would be mixed up there.
c.CourseDirectory.course_id = "regression"

# Fields for the name, and how to work, on top of every released notebook. Relative to the root.
c.IncludeHeaderFooter.header = "source/header.ipynb"

# The line that the grader knows as "not begun yet", the same as in exercises/*.py.
c.ClearSolutions.code_stub = {"python": STUB}

# To make a gradebook nbgrader starts `alembic` by name, which .venv/bin/nbgrader does not find
# unless the environment is activated; the gradebook would lack its version.
if shutil.which("alembic") is None:
    os.environ["PATH"] += os.pathsep + str(Path(sys.executable).parent)
