"""The register: persons, employers and their establishments, employment."""
