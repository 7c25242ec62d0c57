"""The ways messages go: https, the state's bus, signed files. None knows what it carries."""
