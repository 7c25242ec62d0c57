"""One folder a country, found by folder: identity, dated law, identifiers, file formats, cases."""
