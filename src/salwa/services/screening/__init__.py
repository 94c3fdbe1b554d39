"""Lists of seized weapons screened against the register, and the list of weapons recorded twice, for the pages.

actions.py receives a list and starts it, running.py does the work, tasks.py is the background entry, queries.py reads
what was found; the searching itself is services/search.
"""
