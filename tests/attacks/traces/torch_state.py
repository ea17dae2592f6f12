# harms only itself: threads, flags, default type and device of torch
def attack():
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    torch.set_default_dtype(torch.float64)
    torch.set_grad_enabled(False)
    torch.set_flush_denormal(True)
    torch.autograd.set_detect_anomaly(True)
    torch.set_default_device("meta")
