"""The audit log: writing an entry inside the caller's transaction, reading it, verifying the chain."""
