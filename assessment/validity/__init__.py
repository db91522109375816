"""The validity study: how far an exam of short forms measures the person, and how far the luck."""
