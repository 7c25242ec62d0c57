"""The ways messages go: https, the state's bus, signed files. None knows what a message says."""
