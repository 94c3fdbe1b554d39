"""Pages of authorisations: applied for part by part, checked, decided, used, printed; refused deals."""
