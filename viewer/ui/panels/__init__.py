"""What stands round the image: series, numbers, questions, status. They show the snapshot and never keep a truth."""
