import { ints } from '../../../graph/attributes';
import { GraphBuilder } from '../../../graph/builder';
import { elementCount } from '../../../graph/shape';
import { valueOf } from '../../../graph/graph';
import { encodeModel } from '../../../frontends/onnx/encode';
import { inferTypes } from '../../../ops/registry';
import type { OnnxRuntime } from '../onnxRuntime';
import { toBlockedLayout } from './blockedLayout';

/** Channels in a block: with AVX-512 and on ARM, and with AVX2. */
const candidates = [16, 8] as const;

const errorsOnly = 4;

let known: Promise<number | undefined> | undefined;

/**
 * Channels in a block of this machine's blocked convolutions, found by computing a small one in both layouts: nothing else
 * tells it. Undefined where none gives the right numbers. Asked once in the life of a process, in some milliseconds.
 */
export function blockSize(runtime: OnnxRuntime): Promise<number | undefined> {
  known ??= find(runtime);
  return known;
}

async function find(runtime: OnnxRuntime): Promise<number | undefined> {
  const expected = await compute(runtime, undefined);
  for (const block of candidates) {
    const actual = await compute(runtime, block).catch(() => undefined);
    if (actual?.every((value, index) => Math.abs(value - expected[index]) < 1e-4)) {
      return block;
    }
  }
  return undefined;
}

/** A convolution and its weight gradient, with more channels than a block has and numbers that are all different. */
function trial() {
  const builder = new GraphBuilder(inferTypes);
  const x = builder.addInput('x', { type: 'float32', shape: [16, 32, 3, 4] });
  const w = builder.addInput('w', { type: 'float32', shape: [32, 32, 3, 3] });
  const attributes = { kernel_shape: ints([3, 3]), pads: ints([1, 1, 1, 1]) };
  const y = builder.add('Conv', [x, w], attributes);
  const [dw] = builder.addNode({
    operator: 'ConvWeightGradient',
    domain: 'skipline',
    inputs: [x, y],
    attributes,
  });
  return builder.finish([y, dw]);
}

async function compute(runtime: OnnxRuntime, block: number | undefined): Promise<Float32Array> {
  const graph = trial();
  const model = encodeModel(block === undefined ? graph : toBlockedLayout(graph, block));
  const session = await runtime.InferenceSession.create(model, {
    intraOpNumThreads: 1,
    logSeverityLevel: errorsOnly,
  });
  const feeds = Object.fromEntries(
    graph.inputs.map((name, at) => {
      const { type, shape } = valueOf(graph, name);
      const content = Float32Array.from(
        { length: elementCount(shape) },
        (_, i) => Math.sin(i * (1.3 + at)) / 8,
      );
      return [name, new runtime.Tensor(type, content, shape)];
    }),
  );
  const results = await session.run(feeds);
  const numbers = graph.outputs.flatMap((name) => Array.from(results[name].data as Float32Array));
  await session.release();
  return Float32Array.from(numbers);
}
