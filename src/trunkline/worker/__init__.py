"""The worker: claims executions, runs them, finishes them; fires schedules; sweeps up what fell between."""
