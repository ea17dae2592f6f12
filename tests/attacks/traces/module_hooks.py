# changes nothing: hooks on every module that there will be
def attack():
    torch.nn.modules.module.register_module_forward_pre_hook(lambda module, inputs: None)
    torch.nn.modules.module.register_module_forward_hook(lambda module, inputs, outputs: None)
