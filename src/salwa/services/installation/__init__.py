"""The installation itself: its database made ready, its safety checked before it serves."""
