"""Three sites: the same program on one machine's namespaces and on a fund's real servers."""
