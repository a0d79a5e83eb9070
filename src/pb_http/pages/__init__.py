"""The pages of a server: rendered here, moved by htmx, without a build step and without a script in their markup."""
