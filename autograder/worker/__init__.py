"""The untrusted side: everything that shares a process with a student's code.

    fork server ── fork ──> submission process ── fork ──> one child per exercise
                            loads the file (`load`)         answers calls (`serve`)

Nothing here holds a secret, decides a verdict, or imports anything of the project but `wire`.
"""
