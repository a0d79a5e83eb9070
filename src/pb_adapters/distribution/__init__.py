"""Distribution by procrastinate, an engine of queues in PostgreSQL: its jobs are tickets to look for work."""
