"""Files of this machine: read as they were opened, written whole or not at all."""
