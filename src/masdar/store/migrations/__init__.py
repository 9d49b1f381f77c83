"""The steps that bring a database from any earlier release to this one. `HEAD` is the newest step's number."""

HEAD = "0005"
