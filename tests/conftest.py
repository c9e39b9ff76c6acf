"""What every test may use."""

pytest_plugins = ["tests.cast", "tests.servers", "tests.browser", "tests.required"]
