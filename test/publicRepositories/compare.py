"""Parameters of what the survey opened, counted by PyTorch.

    node test/publicRepositories/survey.mjs FOLDER --json > RESULT.json
    python3 test/publicRepositories/compare.py FOLDER RESULT.json

Constructs each model that opened whole as the survey says (`Net(width=4)`), in a process of its own, where PyTorch can:
what is not installed is mocked, and a repository may need what is not there. Prints those that differ, and the counts.
"""

import importlib
import json
import os
import re
import sys
import traceback

import torch
from expected import MockFinder, module_of, prepare_torchvision

#: Seconds for one model.
LIMIT = 60


def count(root: str, row: dict) -> int:
    """Trainable elements. Raises whatever PyTorch or the repository raises."""
    module = module_of(root, row["file"])
    space = {**vars(module), "nn": torch.nn, "torch": torch}
    model = eval(row["model"], space) if "(" in row["model"] else space[row["model"]]
    assert isinstance(model, torch.nn.Module), type(model)
    return sum(parameter.numel() for parameter in model.parameters() if parameter.requires_grad)


def in_child(root: str, row: dict) -> str:
    """The count, or what was raised, as text."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            import signal

            signal.alarm(LIMIT)
            os.close(reading)
            quiet = os.open(os.devnull, os.O_WRONLY)
            os.dup2(quiet, 1)
            os.dup2(quiet, 2)
            answer = str(count(root, row))
        except BaseException as error:
            answer = traceback.format_exception_only(error)[-1].strip()
        os.write(writing, answer.encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as text:
        answer = text.read()
    os.waitpid(child, 0)
    return answer or f"no answer within {LIMIT} s"


def main() -> None:
    folder, result = os.path.abspath(sys.argv[1]), sys.argv[2]
    with open(result, encoding="utf8") as text:
        rows = [row for row in json.load(text)["rows"] if row["outcome"] == "whole"]
    rows = [row for row in rows if row.get("parameters") is not None]
    prepare_torchvision()
    for name in ("sympy", "torchvision", "timm", "einops", "torch.fx.experimental.symbolic_shapes", "torch.nn.init"):
        # What is installed looks for parts of its own that are not, and must not find a mock.
        try:
            importlib.import_module(name)
        except ImportError:
            continue
    torch.nn.Conv2d(1, 1, 1)
    sys.meta_path.append(MockFinder)
    equal = different = 0
    refused = []
    for row in rows:
        answer = in_child(os.path.join(folder, row["repository"].replace("/", "+")), row)
        where = f"{row['repository']} {row['file']} {row['model'][:70]}"
        if not re.fullmatch(r"\d+", answer):
            refused.append(f"{where}: {answer[:120]}")
        elif int(answer) == row["parameters"]:
            equal += 1
        else:
            different += 1
            print(f"DIFFERENT {where}: {row['parameters']}, PyTorch {answer}", flush=True)
    print(*(f"refused by PyTorch: {line}" for line in refused), sep="\n")
    print(f"{equal} equal, {different} different, {len(refused)} that PyTorch cannot construct here, of {len(rows)}")


if __name__ == "__main__":
    main()
