"""Server state in memory of one process: what serves where no second server stands beside it."""
