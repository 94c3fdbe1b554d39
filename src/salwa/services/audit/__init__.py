"""The audit log: writing entries in the caller's transaction, signing what it is, verifying, exporting, witnessing.

Other parts call `actions.write_entry`, `commitments.commitment`, `checkpoints.begin_new_epoch` and nothing else.
"""
