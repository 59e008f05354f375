"""`check(softmax)` in a notebook: the course's checks on a function as it is in the kernel now.

    surroundings → live → check

No process is started and none forked, since forks of a kernel that has run torch on several threads
hang. So judge and student share a process here, and nothing that `check` says is worth more than
the student's own word. The grader never uses it.
"""
