"""Who holds weapons: recorded, corrected, closed with a successor, found by name, with what they hold and held."""
