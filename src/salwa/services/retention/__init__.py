"""What is kept, since when, and from when on the Instrument would allow otherwise."""
