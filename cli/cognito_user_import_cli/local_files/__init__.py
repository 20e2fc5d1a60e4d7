"""Local files: read in the state in which they were opened, written whole or not at all."""
