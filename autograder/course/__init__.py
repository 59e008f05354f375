"""The course: one folder per assignment with its checks and its known mistakes."""
