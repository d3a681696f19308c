import fs from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Trace } from '../../src/graph/trace';
import type { TracerClient } from '../../src/frontends/torch/tracerClient';
import { torchvisionFile, torchvisionPath } from './torchvision';

const golden = path.resolve(import.meta.dirname, '../parity/golden');

/** Golden values of `zooRuns.py`, by model. */
export function zooGolden<Entry>(name: string): {
  readonly torch: string;
  readonly torchvision: string;
  readonly models: Readonly<Record<string, Entry>>;
} {
  const text = gunzipSync(fs.readFileSync(path.join(golden, `${name}.json.gz`))).toString();
  // The script that writes the file states its shape beside it.
  return JSON.parse(text) as ReturnType<typeof zooGolden<Entry>>;
}

/** Numbers that `zooRuns.py` packs. */
export function unpacked(text: string): Float32Array {
  return new Float32Array(Uint8Array.from(Buffer.from(text, 'base64')).buffer);
}

export interface ZooModel {
  readonly name: string;
  /** Its file in torchvision's source. */
  readonly file: string;
  readonly crop: number;
  readonly gmacs: number;
  readonly settings: Readonly<Record<string, unknown>>;
}

/** The weights of vit_h_14 are for a larger picture; the others begin with their authors' distributions. */
const settings: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  vit_h_14: { image_size: 518 },
  googlenet: { init_weights: true },
  inception_v3: { init_weights: true },
};

/** torchvision's classification models, the small ones first. None where torchvision's source is not to be had. */
export function zooModels(): readonly ZooModel[] {
  const rows = fs.readFileSync(path.join(golden, 'torchvisionZoo.csv'), 'utf8').trim().split('\n').slice(1);
  return rows
    .flatMap((row): ZooModel[] => {
      const [name, module, crop, , gmacs] = row.split(',');
      const file = torchvisionFile(`models/${module}.py`);
      return file === undefined
        ? []
        : [{ name, file, crop: Number(crop), gmacs: Number(gmacs), settings: settings[name] ?? {} }];
    })
    .sort((a, b) => a.gmacs - b.gmacs);
}

/**
 * The models that a test looks at: `few` of them, or those that the environment names: `SKIPLINE_ZOO=all`, or names with
 * commas between them.
 */
export function chosenModels(few: readonly string[]): readonly ZooModel[] {
  const chosen = process.env.SKIPLINE_ZOO;
  const names = chosen === undefined ? few : chosen.split(',');
  return zooModels().filter(({ name }) => chosen === 'all' || names.includes(name));
}

/** The whole graph of a model for pictures of its own size. @throws Error where there is none. */
export async function traceZooModel(
  client: TracerClient,
  { name, file, crop, settings: given }: ZooModel,
  { batch, mode }: { readonly batch: number; readonly mode: 'training' | 'evaluation' },
): Promise<Trace> {
  const { trace, diagnostics } = await client.trace({
    file,
    name,
    arguments: { ...given },
    inputs: [{ type: 'float32', shape: [batch, 3, crop, crop] }],
    mode,
    overlays: {},
    workspaceFolders: [],
    pythonPath: [torchvisionPath()!],
    timeLimitSeconds: 120,
  });
  if (trace?.complete !== true) {
    throw new Error(diagnostics.find(({ severity }) => severity === 'error')?.message ?? 'no trace');
  }
  return trace;
}
