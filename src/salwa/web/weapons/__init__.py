"""Finding a weapon by its marks, a weapon's page, recording a weapon with pictures."""
