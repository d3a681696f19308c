"""All parameters of a model as one vector."""

from ..._tensor import operate


def parameters_to_vector(parameters):
    return operate("Concat", *(parameter.reshape(-1) for parameter in parameters), axis=0)


def vector_to_parameters(vec, parameters) -> None:
    place = 0
    for parameter in parameters:
        count = parameter.numel()
        parameter.data = vec[place : place + count].reshape(*parameter.shape).data
        place += count
