"""The refusals that both doors meet, in the contract's words; each door puts them into its own envelope."""
