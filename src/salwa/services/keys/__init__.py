"""Sealed fields: values that only this installation can read, also when somebody carries its database away."""
