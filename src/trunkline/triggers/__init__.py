"""What starts executions: webhooks and schedules."""
