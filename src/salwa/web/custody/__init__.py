"""A weapon's life: recording, correcting and cancelling entries, parts fitted and taken out."""
