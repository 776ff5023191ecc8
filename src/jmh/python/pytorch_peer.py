"""PyTorch as a peer of the benchmark: reads one JSON command a line, answers one JSON line, and measures itself.

load      features (float32, rows x columns), labels (bytes)         -> rows
open      sizes, loss, parameters (float32: w1, b1, w2, b2, ...)     -> parameters
gradient  file, to which the gradient is written in the same order   -> loss
step      one full-batch gradient by autograd                        -> milliseconds
products  only its matrix products                                   -> milliseconds
version                                                              -> torch, threads, blas, file
"""

import ctypes
import json
import sys
import time

import numpy as np
import torch
from torch import nn

THREADS = 2


def floats(file):
    return torch.from_numpy(np.fromfile(file, "<f4"))


def network(sizes, parameters):
    """Linear layers with a ReLU between each two. Ours are (in, out), PyTorch's (out, in)."""
    layers, offset = [], 0
    for fan_in, fan_out in zip(sizes, sizes[1:]):
        linear = nn.Linear(fan_in, fan_out)
        end = offset + fan_in * fan_out
        linear.weight.data = parameters[offset:end].reshape(fan_in, fan_out).t().contiguous()
        linear.bias.data = parameters[end:end + fan_out].clone()
        offset = end + fan_out
        layers += [linear, nn.ReLU()]
    return nn.Sequential(*layers[:-1])


def mapped():
    """The libraries with a BLAS that this process has loaded; OpenBLAS, which can be asked, first."""
    with open("/proc/self/maps") as maps:
        files = {line.split()[-1] for line in maps if "/" in line}
    names = {file: file.rsplit("/", 1)[-1] for file in files}
    return sorted((file for file in files if "blas" in names[file] or "libmkl_rt" in names[file]),
                  key=lambda file: ("openblas" not in names[file], file))


def blas():
    """Name, version and kernels of the BLAS, and its file."""
    for file in mapped():
        try:
            library = ctypes.CDLL(file)
            config, core = library.openblas_get_config, library.openblas_get_corename
        except (OSError, AttributeError):
            continue
        config.restype = core.restype = ctypes.c_char_p
        return " ".join(config().decode().split()[:2] + [core().decode()]), file
    return torch.__config__.show().split("BLAS_INFO=")[-1].split(",")[0], ", ".join(mapped()) or "built in"


class Peer:
    def load(self, features, labels, rows, columns):
        self.x = floats(features).reshape(rows, columns)
        self.labels = torch.from_numpy(np.fromfile(labels, np.uint8).astype(np.int64))
        return {"rows": len(self.labels)}

    def open(self, sizes, loss, parameters):
        self.network = network(sizes, floats(parameters))
        if loss == "mse":
            self.y, self.loss = self.labels.float(), lambda out, y: nn.functional.mse_loss(out.squeeze(1), y)
        else:
            self.y, self.loss = self.labels, nn.functional.cross_entropy
        # inputs, weights and gradients of the layers with several outputs: one output makes a vector of a product
        self.operands = [
            (torch.rand(len(self.x), layer.in_features) if i else self.x, layer.weight.data.clone(),
             torch.rand(len(self.x), layer.out_features))
            for i, layer in enumerate(self.network[::2]) if layer.out_features > 1]
        return {"parameters": sum(p.numel() for p in self.network.parameters())}

    def backward(self):
        self.network.zero_grad(set_to_none=True)
        loss = self.loss(self.network(self.x), self.y)
        loss.backward()
        return loss

    def gradient(self, file):
        loss = self.backward()
        with open(file, "wb") as out:
            for layer in self.network[::2]:
                out.write(layer.weight.grad.t().contiguous().numpy().astype("<f4").tobytes())
                out.write(layer.bias.grad.numpy().astype("<f4").tobytes())
        return {"loss": loss.item()}

    def step(self):
        return timed(self.backward)

    def products(self):
        return timed(self.multiply)

    def multiply(self):
        with torch.no_grad():
            for i, (x, weight, d_output) in enumerate(self.operands):
                torch.mm(x, weight.t())
                torch.mm(d_output.t(), x)
                if i:
                    torch.mm(d_output, weight)

    def version(self):
        name, file = blas()
        return {"torch": torch.__version__, "threads": torch.get_num_threads(), "blas": name, "file": file}


def timed(work):
    start = time.perf_counter()
    work()
    return {"milliseconds": (time.perf_counter() - start) * 1e3}


def main():
    torch.set_num_threads(THREADS)
    peer = Peer()
    for line in sys.stdin:
        arguments = json.loads(line)
        answer = getattr(peer, arguments.pop("command"))(**arguments)
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
