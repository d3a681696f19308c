import { createHash } from 'node:crypto';
import { afterAll, describe, expect, it } from 'vitest';
import { initializeState } from '../../src/engine/initialize';
import { Generator } from '../../src/engine/random/generator';
import { TracerClient } from '../../src/frontends/torch/tracerClient';
import { tracerPath } from '../support/tracing';
import { chosenModels, traceZooModel, unpacked, zooGolden } from '../support/zooModels';

interface Golden {
  /** Of the names and shapes of all parameters. */
  readonly names: string;
  readonly tensors: number;
  /** For each parameter its sum, its norm, and the elements at four places. */
  readonly samples: string;
}
const { torch, models } = zooGolden<Golden>('zooInitialization');
const perTensor = 6;

/** One of each kind of initialization: Kaiming, Xavier, truncated normal, layer scale, tokens and tables of positions. */
const few = [
  'alexnet',
  'googlenet',
  'mobilenet_v3_small',
  'efficientnet_b0',
  'shufflenet_v2_x0_5',
  'swin_t',
  'convnext_tiny',
];

const client = new TracerClient({ tracerPath });
afterAll(() => client.dispose());

describe(`initial parameters of torchvision's models, seed 0, against PyTorch ${torch}`, () => {
  const chosen = chosenModels(few).filter(({ name }) => name in models);
  it.each(chosen.map((model) => [model.name, model] as const))('%s', async (name, model) => {
    const { graph, initialization } = await traceZooModel(client, model, { batch: 1, mode: 'evaluation' });
    const state = initializeState(graph, initialization, new Generator(0));
    const parameters = [...graph.values.values()].flatMap(({ name: value, shape, role }) =>
      role.kind === 'parameter' ? [{ path: role.path, shape, data: state.get(value) as Float32Array }] : [],
    );
    const golden = models[name];
    expect(parameters).toHaveLength(golden.tensors);
    const names = parameters.map(({ path, shape }) => `${path}|${shape.join('x')}`).join('\n');
    expect(createHash('sha256').update(names).digest('hex').slice(0, 16)).toBe(golden.names);

    const expected = unpacked(golden.samples);
    let [worst, worstNorm, where] = [0, 0, ''];
    parameters.forEach(({ path, data }, index) => {
      const [sum, norm, ...elements] = expected.subarray(index * perTensor, (index + 1) * perTensor);
      const last = data.length - 1;
      const places = [0, Math.floor(last / 3), Math.floor((2 * last) / 3), last];
      const error = Math.max(...places.map((place, sample) => Math.abs(data[place] - elements[sample])));
      if (error > worst) {
        [worst, where] = [error, path];
      }
      let [total, squares] = [0, 0];
      for (const element of data) {
        total += element;
        squares += element * element;
      }
      worstNorm = Math.max(
        worstNorm,
        Math.abs(Math.sqrt(squares) - norm) / Math.max(norm, Number.MIN_VALUE),
        // A sum of many elements of both signs is known as well as their norm is.
        Math.abs(total - sum) / Math.max(norm * Math.sqrt(data.length), Number.MIN_VALUE),
      );
    });
    console.log(
      `${name}: ${parameters.length} tensors, elements within ${worst.toExponential(1)}${where && ` (${where})`}, norms within ${worstNorm.toExponential(1)}`,
    );
    expect(worst).toBeLessThanOrEqual(1e-6);
    expect(worstNorm).toBeLessThanOrEqual(1e-6);
  });
});
