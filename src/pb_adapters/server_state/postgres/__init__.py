"""Server state in PostgreSQL, which all servers on one database share; times are those of the database's clock."""
