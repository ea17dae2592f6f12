# changes nothing: hooks on every optimizer that there will be
def attack():
    from torch.optim.optimizer import register_optimizer_step_post_hook, register_optimizer_step_pre_hook

    register_optimizer_step_pre_hook(lambda *_: None)
    register_optimizer_step_post_hook(lambda *_: None)
