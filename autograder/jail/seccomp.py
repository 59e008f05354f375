"""A filter of system calls, as bubblewrap hands it to the kernel (--seccomp): the second wall.

It refuses what no exercise needs and what breaks out of sandboxes are made of: other processes'
memory, memory that no process has to be seen with, namespaces and mounts, kernel keys, modules and
programs, sockets that reach beyond the machine. Refused calls fail with EPERM, so that a library
that merely tries goes on.

The program is classic BPF (linux/filter.h): it is given the call's number and arguments
(`struct seccomp_data`) and returns what the kernel is to do.
"""

from __future__ import annotations

import errno
import mmap
import platform
import socket
import struct

from autograder.errors import JailError
from autograder.messages import _, mark

_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER, _ARCHITECTURE, _ARGUMENT = 0, 4, 16  # offsets in seccomp_data; arguments are 8 bytes each
_ALLOW, _KILL = 0x7FFF0000, 0x80000000
_DENY = 0x00050000 | errno.EPERM
_ABSENT = 0x00050000 | errno.ENOSYS
_X32 = 0x40000000  # x86-64's second set of calls, with numbers of its own

_ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
# name: (number on x86_64, number on aarch64), from the kernel's tables (asm/unistd.h)
_REFUSED = {
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271),
    "pidfd_getfd": (438, 438), "kcmp": (312, 272),
    "unshare": (272, 97), "setns": (308, 268), "mount": (165, 40), "umount2": (166, 39),
    "pivot_root": (155, 41), "chroot": (161, 51), "open_tree": (428, 428),
    "move_mount": (429, 429), "fsopen": (430, 430), "fsconfig": (431, 431),
    "fsmount": (432, 432), "fspick": (433, 433), "mount_setattr": (442, 442),
    "add_key": (248, 217), "request_key": (249, 218), "keyctl": (250, 219),
    "bpf": (321, 280), "perf_event_open": (298, 241), "userfaultfd": (323, 282),
    "io_uring_setup": (425, 425), "io_uring_enter": (426, 426), "io_uring_register": (427, 427),
    "init_module": (175, 105), "finit_module": (313, 273), "delete_module": (176, 106),
    "kexec_load": (246, 104), "kexec_file_load": (320, 294), "reboot": (169, 142),
    "swapon": (167, 224), "swapoff": (168, 225), "acct": (163, 89), "quotactl": (179, 60),
    "settimeofday": (164, 170), "clock_settime": (227, 112), "adjtimex": (159, 171),
    "clock_adjtime": (305, 266), "syslog": (103, 116), "sethostname": (170, 161),
    # objects that outlive the submission that made them
    "shmget": (29, 194), "semget": (64, 190), "msgget": (68, 186), "mq_open": (240, 180),
    "setdomainname": (171, 162), "name_to_handle_at": (303, 264), "open_by_handle_at": (304, 265),
    "fanotify_init": (300, 262), "lookup_dcookie": (212, 18), "vhangup": (153, 58),
    "personality": (135, 92), "mbind": (237, 235), "migrate_pages": (256, 238),
    "memfd_create": (319, 279), "memfd_secret": (447, 447),  # memory that is nobody's
    "move_pages": (279, 239), "setpriority": (141, 140), "ioprio_set": (251, 30),
    # and what files in memory can carry besides their contents, 64 KB each
    "setxattr": (188, 5), "lsetxattr": (189, 6), "fsetxattr": (190, 7), "setxattrat": (463, 463),
}  # fmt: skip
# Calls whose first argument is a process: of itself (0) it may say what it likes. All the jail has
# one user, so the kernel would let it limit or pin the server as well.
_OF_A_PROCESS = {
    "prlimit64": (302, 261), "sched_setaffinity": (203, 122), "sched_setscheduler": (144, 119),
    "sched_setparam": (142, 118), "sched_setattr": (314, 274),
}  # fmt: skip
_CLONE = (56, 220)
_CLONE3 = (435, 435)  # its flags are behind a pointer: "not there" makes libc use clone
_SOCKET, _SOCKETPAIR = (41, 198), (53, 199)
_SETSOCKOPT, _OPTION = (54, 208), 2
_SO_SNDBUF, _SO_SNDBUFFORCE = 7, 32  # the same on both; what waits in sockets is nobody's memory
_IOCTL, _TIOCSTI = (16, 29), 0x5412  # types into the terminal
# A process can drop pages of shared memory that has no file: they stay, counted as nobody's. What
# workers share honestly are files in /dev/shm, of limited size.
_MMAP, _FLAGS = (9, 222), 3
_NEW_NAMESPACES = 0x7E020000 | 0x00000080  # CLONE_NEW{USER,NS,PID,NET,IPC,UTS,CGROUP,TIME}


CURE = mark("Grade on a machine with an x86_64 or aarch64 processor.")


def is_supported() -> bool:
    """Whether there is a filter for this machine's processor."""
    return platform.machine() in _ARCHITECTURES


def program() -> bytes:
    """The filter for this machine; JailError on a processor it has no numbers for."""
    if not is_supported():
        message = _("There is no filter of system calls for this processor ({name}).")
        raise JailError(message.format(name=platform.machine()), _(CURE))
    column = list(_ARCHITECTURES).index(platform.machine())
    lines = [
        _op(_LOAD, _ARCHITECTURE),
        _op(_EQUAL, _ARCHITECTURES[platform.machine()], 1, 0),
        _op(_RETURN, _KILL),
        _op(_LOAD, _NUMBER),
    ]
    if platform.machine() == "x86_64":
        lines += [_op(_AT_LEAST, _X32, 0, 1), _op(_RETURN, _DENY)]
    for numbers in _REFUSED.values():
        lines += [_op(_EQUAL, numbers[column], 0, 1), _op(_RETURN, _DENY)]
    lines += [_op(_EQUAL, _CLONE3[column], 0, 1), _op(_RETURN, _ABSENT)]
    lines += _with_argument(_CLONE[column], 0, _op(_ANY_BIT, _NEW_NAMESPACES, 0, 1))
    lines += _with_argument(_IOCTL[column], 1, _op(_EQUAL, _TIOCSTI, 0, 1))
    lines += _with_argument(
        _MMAP[column],
        _FLAGS,
        _op(_ANY_BIT, mmap.MAP_SHARED, 0, 2),
        _op(_ANY_BIT, mmap.MAP_ANONYMOUS, 0, 1),
    )
    for numbers in _OF_A_PROCESS.values():
        lines += _with_argument(numbers[column], 0, _op(_EQUAL, 0, 1, 0))
    for call in (_SOCKET, _SOCKETPAIR):  # DataLoader's workers and threads meet on local sockets
        lines += _with_argument(call[column], 0, _op(_EQUAL, socket.AF_UNIX, 1, 0))
    lines += _with_argument(
        _SETSOCKOPT[column],
        _OPTION,
        _op(_EQUAL, _SO_SNDBUF, 1, 0),
        _op(_EQUAL, _SO_SNDBUFFORCE, 0, 1),
    )
    return b"".join([*lines, _op(_RETURN, _ALLOW)])


def _with_argument(number: int, argument: int, *refuse: bytes) -> list[bytes]:
    """For one call: load an argument, and deny where `refuse` leads to the line after it."""
    return [
        _op(_EQUAL, number, 0, 3 + len(refuse)),
        _op(_LOAD, _ARGUMENT + 8 * argument),
        *refuse,
        _op(_RETURN, _DENY),
        _op(_LOAD, _NUMBER),
    ]


def _op(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("<HBBI", code, if_true, if_false, value)
