"""The frame around every page: top bar, language bar, navigation, error pages."""
