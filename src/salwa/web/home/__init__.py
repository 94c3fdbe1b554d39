"""The first page after signing in: what needs this person, figures, recent work, or the first steps."""
