"""Pages on which lists and sheets of weapons are taken out of the register."""
