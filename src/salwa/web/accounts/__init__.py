"""Signing in with a second factor, and the people of this installation."""
