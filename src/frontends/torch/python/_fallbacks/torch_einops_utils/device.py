"""Where the tensors of a network lie."""


def module_device(module):
    return next((held.device for held in (*module.parameters(), *module.buffers())), None)
