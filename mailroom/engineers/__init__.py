"""What engineers do from their own mail client: answer, command, forward. Nothing of theirs reaches a customer without proof."""
