"""Lists of weapons and weapon sheets that leave the register: workbooks, tables and printed pages.

actions.py takes a wish and starts it, running.py makes the file, tasks.py is the background entry, queries.py shows
what was made; weapon_sheet.py is the printed sheet of one weapon.
"""
