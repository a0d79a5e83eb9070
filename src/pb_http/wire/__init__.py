"""What stands between the sockets and the application: uvicorn's protocol with limits, and rules for heads."""
