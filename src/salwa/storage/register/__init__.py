"""A State's own register: weapons, marks, events, imports, the search index. Secretariat installations lack it."""
