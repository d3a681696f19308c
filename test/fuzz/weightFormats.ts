import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadWeights } from '../../src/engine/weights/loadWeights';
import { createBuilder } from '../../src/ops/registry';
import { insideZip } from './dataFormats';
import type { Format } from './format';

const golden = fileURLToPath(new URL('../parity/golden/weights', import.meta.url));

function files(ending: RegExp): Buffer[] {
  return readdirSync(golden)
    .filter((name) => ending.test(name))
    .sort()
    .map((name) => readFileSync(path.join(golden, name)));
}

/** The model whose weights the seeds are, `test/parity/models/tied.py`. */
const graph = (() => {
  const builder = createBuilder();
  for (const [name, ...shape] of [
    ['embedding.weight', 5, 4],
    ['norm.weight', 4],
    ['norm.bias', 4],
    ['norm.running_mean', 4],
    ['norm.running_var', 4],
    ['first.weight', 4, 4],
    ['first.bias', 4],
    ['second.weight', 4, 4],
    ['second.bias', 4],
    ['head.weight', 5, 4],
  ] as const) {
    builder.addParameter(name, { type: 'float32', shape }, true);
  }
  builder.addBuffer('norm.num_batches_tracked', { type: 'int64', shape: [] }, true);
  builder.addBuffer('scale', { type: 'float32', shape: [] }, true);
  return builder.finish([]);
})();

/** Loads what fits, so that whatever the file claims is read as far as the model has room for it. */
function load(file: string): readonly string[] {
  return loadWeights(graph, 'Tied()', { file, partial: true }).notices;
}

export const weightFormats: readonly Format[] = [
  { name: 'safetensors', file: 'w.safetensors', seeds: files(/\.safetensors$/), read: load },
  {
    name: 'pt-archive',
    file: 'w.pt',
    seeds: files(/^(archive|half|strided).*\.pt$/),
    inside: insideZip,
    read: load,
  },
  { name: 'pt-legacy', file: 'w.pth', seeds: files(/\.pth$/), read: load },
  { name: 'npz-weights', file: 'w.npz', seeds: files(/\.npz$/), inside: insideZip, read: load },
];
