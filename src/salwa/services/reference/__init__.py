"""The reference book for people and programs: States, makers, calibres, models and types of weapon, page by page."""
