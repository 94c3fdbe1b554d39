"""Who may do what: every page, every operation of the interface and every command, for every role and either unit."""
