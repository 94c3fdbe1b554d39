"""Backups: made, checked, put back on an empty machine, and moved between the two database engines.

`container`, `archive` and `verifying` use no database: a backup can be checked where no installation is.
"""
