"""Laws and cases of relating."""
