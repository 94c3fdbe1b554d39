"""Pages of holders: looked for, recorded, corrected, closed, with what they hold and held."""
