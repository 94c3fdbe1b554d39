"""DOOR for operators: the `salwa` command. Data on stdout, messages on stderr; services do the work."""
