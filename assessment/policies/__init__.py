"""Policies: programs that decide from what a trainee may see, one file each, found by themselves."""

from assessment.policies.policy import Policy, make_policy, policy_names, register_policy

__all__ = ["Policy", "make_policy", "policy_names", "register_policy"]
