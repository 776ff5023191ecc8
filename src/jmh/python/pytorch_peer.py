"""PyTorch as a peer of the benchmark, which measures itself.

Without arguments it reads one JSON command a line and answers one JSON line:

load      features (float32, rows x columns), labels (bytes), rows, columns, test: true for the test split    -> rows
open      sizes, loss, parameters (float32: w1, b1, w2, b2, ...)                                              -> parameters
gradient  file, to which the gradient is written in the same order                                            -> loss
step      one full-batch gradient by autograd                                                                 -> milliseconds
products  only its matrix products                                                                            -> milliseconds
batches   batch, threads, blas_threads: gradients of all examples, so many after so many, by autograd                       -> milliseconds
train     settings (Peer.train) from the parameters of open                                                   -> Peer.train
version                                                                                     -> torch, threads, blas, file

With a folder (four IDX files, packed or not) and settings as JSON it reads the digits, trains, evaluates and prints the same as
train: a whole process.
"""

import ctypes
import gzip
import json
import math
import os
import sys
import time

import numpy as np
import torch
from torch import nn

THREADS = 2


def floats(file):
    return torch.from_numpy(np.fromfile(file, "<f4"))


def network(sizes, parameters=None):
    """Linear layers with a ReLU between each two. Ours are (in, out), PyTorch's (out, in)."""
    layers, offset = [], 0
    for fan_in, fan_out in zip(sizes, sizes[1:]):
        linear = nn.Linear(fan_in, fan_out)
        if parameters is None:
            nn.init.normal_(linear.weight, 0, math.sqrt(2 / fan_in))
            nn.init.zeros_(linear.bias)
        else:
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


def set_threads(threads, blas_threads):
    """PyTorch's own, and those of its OpenBLAS, which it leaves alone."""
    torch.set_num_threads(threads)
    for file in mapped():
        if "openblas" in file:
            try:
                ctypes.CDLL(file).openblas_set_num_threads(blas_threads)
            except (OSError, AttributeError):
                continue


class Peer:
    def load(self, features, labels, rows, columns, test=False):
        self.keep(floats(features).reshape(rows, columns), np.fromfile(labels, np.uint8), test)
        return {"rows": rows}

    def keep(self, x, labels, test):
        y = torch.from_numpy(labels.astype(np.int64))
        if test:
            self.test_x, self.test_labels = x, y
        else:
            self.x, self.labels = x, y

    def open(self, sizes, loss, parameters):
        self.sizes, self.parameters = sizes, floats(parameters)
        self.network = network(sizes, self.parameters)
        if loss == "mse":
            self.y, self.loss = self.labels.float(), lambda out, y: nn.functional.mse_loss(out.squeeze(1), y)
        else:
            self.y, self.loss = self.labels, nn.functional.cross_entropy
        self.operands = None
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
        return {"milliseconds": timed(self.backward)}

    def products(self):
        if self.operands is None:
            # inputs, weights and gradients of the layers with several outputs: one output makes a vector of a product
            self.operands = [
                (torch.rand(len(self.x), layer.in_features) if i else self.x, layer.weight.data.clone(),
                 torch.rand(len(self.x), layer.out_features))
                for i, layer in enumerate(self.network[::2]) if layer.out_features > 1]
        return {"milliseconds": timed(self.multiply)}

    def multiply(self):
        with torch.no_grad():
            for i, (x, weight, d_output) in enumerate(self.operands):
                torch.mm(x, weight.t())
                torch.mm(d_output.t(), x)
                if i:
                    torch.mm(d_output, weight)

    def batches(self, batch, threads, blas_threads):
        set_threads(threads, blas_threads)
        milliseconds = timed(lambda: self.gradients(batch))
        set_threads(THREADS, THREADS)
        return {"milliseconds": milliseconds}

    def gradients(self, batch):
        for x, y in zip(self.x.split(batch), self.y.split(batch)):
            self.network.zero_grad(set_to_none=True)
            self.loss(self.network(x), y).backward()

    def train(self, batch, epochs, rate, decay, seed, threads, blas_threads, accuracy, limit):
        """AdamW with a learning rate that goes up to rate and down again, as in one-cycle, until so many of the test digits are
        right, or the epochs or limit (milliseconds) are over. The clock stands still while it evaluates."""
        torch.manual_seed(seed)
        set_threads(threads, blas_threads)
        trained = network(self.sizes, self.parameters)
        optimizer = torch.optim.AdamW(trained.parameters(), lr=rate, weight_decay=decay)
        schedule = torch.optim.lr_scheduler.OneCycleLR(
            optimizer, rate, total_steps=epochs * math.ceil(len(self.x) / batch), cycle_momentum=False)
        milliseconds, accuracies = 0, []
        while len(accuracies) < epochs and max(accuracies, default=0) < accuracy and (
                milliseconds <= limit or not accuracies):
            milliseconds += timed(lambda: self.epoch(trained, optimizer, schedule, batch))
            accuracies.append(self.accuracy(trained))
        set_threads(THREADS, THREADS)
        return {"milliseconds": milliseconds, "accuracies": accuracies}

    def epoch(self, trained, optimizer, schedule, batch):
        for rows in torch.randperm(len(self.x)).split(batch):
            optimizer.zero_grad(set_to_none=True)
            nn.functional.cross_entropy(trained(self.x[rows]), self.labels[rows]).backward()
            optimizer.step()
            schedule.step()

    def accuracy(self, trained):
        with torch.no_grad():
            return (trained(self.test_x).argmax(1) == self.test_labels).double().mean().item()

    def version(self):
        name, file = blas()
        return {"torch": torch.__version__, "threads": torch.get_num_threads(), "blas": name, "file": file}


def timed(work):
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1e3


def idx(folder, name, header):
    """The bytes of an IDX file behind its header."""
    file = os.path.join(folder, name)
    with gzip.open(file + ".gz") if os.path.exists(file + ".gz") else open(file, "rb") as content:
        return np.frombuffer(content.read(), np.uint8, offset=header)


def whole(folder, settings):
    """From the files to an accuracy. Of the training digits the last sixth is held out, as ours are."""
    peer = Peer()
    peer.sizes, peer.parameters = settings.pop("sizes"), None
    moments = None
    for name, test in (("train", False), ("t10k", True)):
        labels = idx(folder, name + "-labels-idx1-ubyte", 8)
        pixels = idx(folder, name + "-images-idx3-ubyte", 16).reshape(len(labels), -1)
        rows = len(labels) if test else len(labels) - len(labels) // 6
        x = torch.from_numpy(pixels[:rows].astype(np.float32) / 256)
        moments = moments or (x.double().mean().item(), x.double().std().item())
        peer.keep((x - moments[0]) / moments[1], labels[:rows], test)
    return peer.train(**settings)


def main():
    torch.set_num_threads(THREADS)
    if len(sys.argv) > 1:
        print(json.dumps(whole(sys.argv[1], json.loads(sys.argv[2]))))
        return
    peer = Peer()
    for line in sys.stdin:
        arguments = json.loads(line)
        answer = getattr(peer, arguments.pop("command"))(**arguments)
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
