"""Pages with counts of the register: text, picture, table and downloads of each."""
