"""Keys of a fund, and what is signed with them: cards and papers that are checked offline."""
