"""Pages of screenings (lists of seized weapons against the register) and of weapons recorded twice."""
