"""What each fault of a fake provider means to the two engines that ask it, a module per provider."""
