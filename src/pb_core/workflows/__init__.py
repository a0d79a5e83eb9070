"""The workflows: which steps each kind of task takes, a module each."""
