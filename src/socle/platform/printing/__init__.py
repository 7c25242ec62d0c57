"""Papers: composed elsewhere, set here by typst; their codes, and who made which."""
