"""Verdicts as people and platforms read them: functions over outcomes that decide nothing."""
