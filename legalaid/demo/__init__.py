"""演示机关: a fictional office in ten real districts, built through the same actions the web uses."""
