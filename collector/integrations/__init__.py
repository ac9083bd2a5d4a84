"""What is known of the hosts that report through the collector, one folder for each."""
