"""Reading marks as people type them: serials, makers, models, calibres, types and countries."""
