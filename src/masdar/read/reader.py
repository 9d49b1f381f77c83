"""The version of the reader."""

# Raise it when a reading would come out differently: every stored page is then due again.
READER = "6"
