"""Morocco: the schemes run by the CNSS, their identifiers, their declaration files."""
