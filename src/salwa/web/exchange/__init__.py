"""The exchange with other States on screen: how it stands, never what messages say."""
