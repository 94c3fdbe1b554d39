"""The two-person rule: asking, deciding, and carrying out what a second person approved. See docs/explanation."""
