"""One table of settings (table.py), read once at start; the Django settings (django.py) are built from it.

Only start-up code and the doors read settings; nobody reads them deep in the code.
"""
