"""Pages of imports: the columns, what was understood, the result - three steps on one page."""
