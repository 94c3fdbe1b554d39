"""Taking in the spreadsheets that really exist: receive, map, preview, try, run, resume, withdraw.

actions.py changes things, queries.py reads them, running.py saves batch after batch, tasks.py is the background entry.
A file goes received -> mapped -> queued -> running -> finished (or failed), and may be withdrawn as a whole later.
"""
