"""The form of the screens as a file: a format of no country, for every country."""
