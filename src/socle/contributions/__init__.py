"""Contributions: declarations deposited, assessed by the law, posted to contributor accounts."""
