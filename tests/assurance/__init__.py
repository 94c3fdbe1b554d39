"""Campaigns that are run by hand or on release, with figures to publish."""
