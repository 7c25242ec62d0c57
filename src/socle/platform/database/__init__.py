"""Where the data are: the embedded PostgreSQL, its preparation, and which server to use."""
