"""A deterministic simulator of one Chinese audience seen through many channels."""
