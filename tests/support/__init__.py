"""What tests of several folders share: paths, makers of samples, servers, processes and fixtures."""
