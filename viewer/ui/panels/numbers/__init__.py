"""Parts of the numbers panel. They show values that were computed elsewhere and never compute one."""
