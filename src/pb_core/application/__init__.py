"""What an installation does: accept, plan, draw, deliver; on ports alone."""
