"""Many submissions: find them, grade them in parallel, store one verdict file each."""
