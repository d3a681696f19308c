export const usage = `Skipline shows a neural network as it is and as it learns.

  skipline inspect MODEL [--train]        trace and analyse
  skipline run MODEL [--loss L]           one forward and backward pass, with every gradient;
                                          --profile: the time of a training step instead
  skipline train MODEL --data SPEC        train; one line per step
  skipline runs [list]                    the runs that were kept, the newest first
  skipline runs rename RUN NAME | delete RUN … | compare RUN RUN …

MODEL is FILE[:NAME]; NAME is a class, a factory function or an instance of the file.

  --kwargs JSON        constructor arguments, for example '{"depth": 56}'
  --input SPEC         1x3x224x224, int64:2x128, x=int64:1x32; repeat it for several inputs
  --python-path DIR    where imports are looked up (site-packages); may be repeated
  --seed N             as torch.manual_seed(N); 0 where left out
  --time-limit S       seconds that the model's code may run; 10 where left out
  --json               one JSON document on stdout

run and train:
  --loss L             cross-entropy, nll, bce, mse, l1, huber, smooth-l1 or kl; chosen by the
                       shape of the output where left out
    cross-entropy, nll: --class-weights W,W,…  --ignore-index I  --label-smoothing E
    bce: --positive-weight P   huber: --delta D   smooth-l1: --beta B
  --engine E           native, wasm or reference
  --provider P         what the native engine computes on: cpu, cuda, directml, coreml or webgpu
  --weights FILE       begin with the weights of a .safetensors, .pt, .pth or .npz file
  --partial-weights    load those that fit, where some do not

train:
  --data SPEC          random, spirals, shapes, npz:FILE (arrays x and y), idx:DIR (MNIST's files),
                       cifar10:DIR, images:DIR (a folder per class), csv:FILE#target,
                       chars:FILE (next character)
  --steps N            100 where left out
  --batch-size B       32 where left out
  --optimizer O        sgd, adam, adamw, rmsprop, adagrad or lion; sgd where left out
    --lr X  --weight-decay D
    sgd: --momentum M --nesterov           adam, adamw, lion: --betas B,B
    rmsprop: --momentum M --alpha A --centered   adagrad: --lr-decay D
    all but sgd and lion: --epsilon E
  --schedule S         constant, step, multistep, cosine, linear or one-cycle
    --warmup N           steps in which the learning rate rises to X
    step: --step-size N --gamma G          multistep: --milestones N,N,… --gamma G
    cosine: --min-lr X                     one-cycle: --rise F
  --clip-norm X        or --clip-value X: keep gradients small
  --accumulate K       average the gradients of K batches in a step
  --ema D              keep a moving average of the parameters, which is then evaluated
  --evaluate-every K   evaluate the share that --split holds out
  --no-shuffle         keep the order of the data
  --split F            hold out a share of the data for validation, such as 0.1
  --augment A          pad-crop:4,flip,normalise or some of them, for pictures
  --run NAME           keep the run, so that it can be continued
  --resume RUN         continue the run of that name or folder
  --runs DIR           where runs are kept (also for skipline runs); .skipline/runs where left out
  --save FILE          save the trained weights as .safetensors, .pt or .pth
  --probe P            every, a number of steps, or off; sampled: every step, large values
                       by 8,192 of their elements, which costs little

Arguments and inputs come from, in this order: these options; a comment in the file,
  # skipline: Net(depth=20) input=1x3x32x32
the nearest .skipline.json; what the file itself does with the model in its main
block, a test or a docstring; the model's first layers and the names of its inputs.
Arguments that stand nowhere are assumed, by their names and how the model uses them,
where it runs with them; what was chosen or assumed is told.
A call that cannot be traced takes its shape from a comment behind it,
  y = warp(x)  # skipline: output=1x64x32x32

Exit codes: 0 done, 1 the model or the data is at fault, 2 wrong usage.
`;

/** The command line itself is wrong: exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The model or the data is at fault: exit code 1. */
export class ModelError extends Error {
  override readonly name = 'ModelError';
}
