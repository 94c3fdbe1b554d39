"""The register as one file that a State takes elsewhere, or brings from there (docs/protocol/register-exchange.md).

lines.py turns rows into lines, writing.py writes the file; reading.py reads one safely, saving.py puts its lines into
the register, importing.py accounts for every line.
"""
