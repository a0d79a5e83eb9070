"""What the crash drill and the soak are made of: clients, a receiver of webhooks, and what must hold after."""
