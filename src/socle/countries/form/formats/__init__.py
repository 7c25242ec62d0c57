"""The file that the form of the screens makes."""
