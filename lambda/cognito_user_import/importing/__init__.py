"""The steps of one import, callable one by one."""
