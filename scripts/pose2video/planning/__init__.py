"""What is to be made: the plan, its checks, the clip table."""
