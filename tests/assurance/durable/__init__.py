"""Work that a client has acknowledged step by step, and the books against which it is checked after a disturbance."""
