"""The steps of an import of any size: many jobs, one after the other. JSON in, JSON out."""
