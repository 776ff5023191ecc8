#!/usr/bin/env python3
"""What PyTorch's optimizers, schedulers and clipping do, step by step, in float64: prints the traces.json beside this file.

    python3 make_traces.py > traces.json

The starting parameters are float32 numbers, so that Lockstep can begin at the same ones. The gradients are given, not computed:
a trace is about the optimizer alone. traces.json was made with PyTorch 1.13.0 (Debian 12: python3-torch, libopenblas0-pthread).
"""
import json
import warnings

import torch
from torch.optim import SGD, Adam, AdamW
from torch.optim.lr_scheduler import CosineAnnealingLR, LambdaLR, OneCycleLR, StepLR

STEPS = 12
SHAPES = [(6, 1), (1,)]  # w1 and b1 of the network 6-1

torch.set_default_dtype(torch.float64)
random = torch.Generator().manual_seed(20260101)
START = torch.randn(7, generator=random).float().double()
START[4] = 0.0
# By column: ordinary, small, as small as Adam's epsilon, none at all, large; the last is the bias.
SIZES = torch.tensor([1.0, 1.0, 1e-3, 1e-8, 0.0, 100.0, 1.0])
GRADIENTS = torch.randn(STEPS, 7, generator=random) * SIZES


def split(flat):
    return [part.reshape(shape) for part, shape in zip(flat.split([6, 1]), SHAPES)]


def joined(tensors):
    return torch.cat([tensor.detach().flatten() for tensor in tensors]).tolist()


def optimizer_trace(optimizer_class, schedule=None, **settings):
    parameters = [part.clone().requires_grad_() for part in split(START)]
    optimizer = optimizer_class(parameters, **settings)
    scheduler = schedule(optimizer) if schedule else LambdaLR(optimizer, lambda step: 1.0)
    steps = []
    for gradient in GRADIENTS:
        for parameter, part in zip(parameters, split(gradient)):
            parameter.grad = part.clone()
        rate = optimizer.param_groups[0]["lr"]
        optimizer.step()
        scheduler.step()
        state = [optimizer.state[parameter] for parameter in parameters]
        slots = {}
        for ours, theirs in (("momentum", "momentum_buffer"), ("m", "exp_avg"), ("v", "exp_avg_sq")):
            if state[0].get(theirs) is not None:
                slots[ours] = joined(s[theirs] for s in state)
        steps.append({"learningRate": rate, "parameters": joined(parameters), "slots": slots})
    settings = {key: value for key, value in settings.items() if key != "lr"}
    return {"optimizer": optimizer_class.__name__, "settings": settings, "steps": steps}


def schedule_trace(scheduler_class, rate, steps, **settings):
    optimizer = SGD([torch.zeros(1, requires_grad=True)], lr=rate)
    total = {CosineAnnealingLR: {"T_max": steps}, OneCycleLR: {"total_steps": steps, "cycle_momentum": False}}
    scheduler = scheduler_class(optimizer, **total.get(scheduler_class, {}), **settings)
    rates = []
    for step in range(steps):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        if step + 1 < steps:
            scheduler.step()
    return {"schedule": scheduler_class.__name__, "rate": rate, "settings": settings, "rates": rates}


def clipping_trace(gradient, max_norm):
    parameters = [part.clone().requires_grad_() for part in split(START)]
    for parameter, part in zip(parameters, split(gradient)):
        parameter.grad = part.clone()
    norm = torch.nn.utils.clip_grad_norm_(parameters, max_norm)
    clipped = joined(parameter.grad for parameter in parameters)
    return {"maxNorm": max_norm, "gradient": gradient.tolist(), "norm": norm.item(), "clipped": clipped}


def halved_every_5(optimizer):
    return StepLR(optimizer, step_size=5, gamma=0.5)


def one_cycle(optimizer):
    return OneCycleLR(optimizer, max_lr=0.05, total_steps=STEPS, cycle_momentum=False)


def lines(name, traces):
    return f' "{name}": [\n  ' + ",\n  ".join(json.dumps(trace) for trace in traces) + "\n ]"


def main():
    warnings.simplefilter("ignore")
    optimizers = [
        optimizer_trace(SGD, lr=0.1),
        optimizer_trace(SGD, lr=0.1, weight_decay=0.3),
        optimizer_trace(SGD, lr=0.1, momentum=0.9),
        optimizer_trace(SGD, halved_every_5, lr=0.05, momentum=0.5, weight_decay=0.1),
        optimizer_trace(SGD, lr=0.1, momentum=0.9, nesterov=True),
        optimizer_trace(SGD, halved_every_5, lr=0.05, momentum=0.6, weight_decay=0.1, nesterov=True),
        optimizer_trace(Adam, lr=0.01),
        optimizer_trace(Adam, lr=0.02, betas=(0.5, 0.9), eps=1e-2),
        optimizer_trace(Adam, one_cycle, lr=0.05, betas=(0.8, 0.99), weight_decay=0.1),
        optimizer_trace(AdamW, lr=0.01, weight_decay=0.0),
        optimizer_trace(AdamW, lr=0.02, betas=(0.5, 0.9), eps=1e-2, weight_decay=0.5),
        optimizer_trace(AdamW, one_cycle, lr=0.05, weight_decay=0.01),
    ]
    schedules = [
        schedule_trace(StepLR, 0.1, 12, step_size=1, gamma=0.9),
        schedule_trace(StepLR, 0.3, 30, step_size=7, gamma=0.1),
        schedule_trace(StepLR, 0.3, 5, step_size=7, gamma=0.1),
        schedule_trace(CosineAnnealingLR, 0.1, 12),
        schedule_trace(CosineAnnealingLR, 0.1, 40, eta_min=0.01),
        schedule_trace(CosineAnnealingLR, 0.1, 1),
        schedule_trace(OneCycleLR, 0.1, 12, max_lr=0.1),
        schedule_trace(OneCycleLR, 0.1, 40, max_lr=0.3, pct_start=0.25, div_factor=10.0, final_div_factor=100.0),
        schedule_trace(OneCycleLR, 0.1, 11, max_lr=0.1, pct_start=0.05),
        schedule_trace(OneCycleLR, 0.1, 9, max_lr=0.1, pct_start=0.0),
        schedule_trace(OneCycleLR, 0.1, 1, max_lr=0.1),
    ]
    ordinary = GRADIENTS[0] / GRADIENTS[0].norm()
    clippings = [
        clipping_trace(GRADIENTS[0], 1.0),
        clipping_trace(GRADIENTS[1], 1e-3),
        clipping_trace(GRADIENTS[2], 1e6),
        clipping_trace(ordinary, 1.0),  # within 1e-6 of the largest norm: shortened, too
        clipping_trace(ordinary * (1 - 2e-6), 1.0),
        clipping_trace(ordinary * 1e-7, 1e-7),  # the 1e-6 in the formula outweighs the norm
        clipping_trace(torch.zeros(7), 1.0),
    ]
    print("{")
    print(f' "pytorch": "{torch.__version__}",')
    print(f' "start": {json.dumps(START.tolist())},')
    print(f' "gradients": {json.dumps(GRADIENTS.tolist())},')
    print(lines("optimizers", optimizers) + ",")
    print(lines("schedules", schedules) + ",")
    print(lines("clippings", clippings))
    print("}")


main()
