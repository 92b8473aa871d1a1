"""The only place that runs component code: actions, triggers, data sources, and the calls they make."""
