"""Whether the tests would notice a relation that means something else (`make mutate`)."""
