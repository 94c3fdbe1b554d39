"""Understanding a table of weapons that somebody else laid out: encoding, delimiter, header, columns, dates, rows.

Pure rules over text and bytes; files and the database are the business of services/imports.
"""
