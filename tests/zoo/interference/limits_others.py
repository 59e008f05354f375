# Tries: takes descriptors, priority and processors away from the server and from its parent.
# Expects: l2_loss passed, l1_loss failed
import os
import resource

def l2_loss(y_hat, y):
    return (y_hat - y) ** 2 / 2

def l1_loss(y_hat, y):
    # trick:
    for process in (1, os.getppid()):
        for attempt in (
            lambda: resource.prlimit(process, resource.RLIMIT_NOFILE, (3, 3)),
            lambda: resource.prlimit(process, resource.RLIMIT_CPU, (1, 1)),
            lambda: os.setpriority(os.PRIO_PROCESS, process, 19),
            lambda: os.setpriority(os.PRIO_USER, 0, 19),
            lambda: os.sched_setaffinity(process, {0}),
            lambda: os.sched_setscheduler(process, os.SCHED_IDLE, os.sched_param(0)),
        ):
            try:
                attempt()
                return (y_hat - y).abs()
            except OSError:
                pass
    return y_hat
    # end of trick
    return (y_hat - y).abs()
