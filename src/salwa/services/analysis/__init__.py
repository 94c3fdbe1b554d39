"""Counts of the register: by type, maker, country, calibre, years and the state of the serial number.

Counting five million weapons takes seconds, reading the result milliseconds: counting.py counts in the background
into one row (storage Counting), queries.py reads it, pictures.py draws it, downloads.py writes it.
"""
