import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { TracerClient } from '../../src/frontends/torch/tracerClient';
import type { Graph } from '../../src/graph/graph';
import { valueOf } from '../../src/graph/graph';
import type { TraceResult } from '../../src/protocol/tracer';
import { torchvisionPath } from '../support/torchvision';
import { tracerPath } from '../support/tracing';

/** What `zoo.py` writes of one model. */
interface GoldenModel {
  readonly file: string;
  readonly input: string;
  readonly parameters: number;
  readonly buffers: number;
  readonly outputs: readonly string[];
  readonly modules: number;
  readonly tree: string;
  readonly leafCalls: number;
  readonly leafShapes: string;
}

const goldenFolder = path.join(import.meta.dirname, 'golden');
const golden = JSON.parse(fs.readFileSync(path.join(goldenFolder, 'torchvisionZoo.json'), 'utf8')) as {
  readonly torchvision: string;
  readonly models: Record<string, GoldenModel>;
};
/** Name, file, crop size, parameters and GMACs as torchvision's documentation of its weights states them. */
const documented = new Map(
  fs
    .readFileSync(path.join(goldenFolder, 'torchvisionZoo.csv'), 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(','))
    .map(([name, , , parameters, gmacs]) => [name, { parameters: Number(parameters), gmacs: Number(gmacs) }]),
);

const site = torchvisionPath();
/** The trees differ a little between versions of torchvision; sizes and outputs do not. */
const isGoldenVersion =
  site !== undefined &&
  fs.readFileSync(path.join(site, 'torchvision/version.py'), 'utf8').includes(`'${golden.torchvision}'`);

/** Arguments that a model needs beyond its defaults: the weights of vit_h_14 are for a larger picture. */
const settings: Readonly<Record<string, Record<string, unknown>>> = { vit_h_14: { image_size: 518 } };

const client = new TracerClient({ tracerPath });
afterAll(() => client.dispose());

describe.skipIf(site === undefined)("torchvision's models from torchvision's own source", () => {
  it.each(Object.entries(golden.models))('%s', async (name, model) => {
    const result = await trace(name, model);
    expect(result.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
    const { graph } = result.trace!;
    const analysis = result.analysis!;

    expect(analysis.parameters).toBe(model.parameters);
    expect(graph.outputs.map((output) => shapeText(graph, output))).toEqual(model.outputs);
    const facts = documented.get(name);
    if (facts !== undefined) {
      expect(analysis.parameters).toBe(facts.parameters);
      const gmacs = analysis.macs / 1e9;
      // The documentation has three decimals.
      expect(Math.abs(gmacs - facts.gmacs)).toBeLessThanOrEqual(0.01 * facts.gmacs + 0.0005);
    }
    if (isGoldenVersion) {
      expect(analysis.buffers).toBe(model.buffers);
      const tree = [...graph.modules.values()].map((module) => `${module.path}|${module.type}`);
      expect(tree.length).toBe(model.modules);
      expect(digest(tree), 'the module tree').toBe(model.tree);
      const calls = leafCalls(graph);
      expect(calls.length).toBe(model.leafCalls);
      expect(digest(calls), 'output shapes of the leaf modules').toBe(model.leafShapes);
    }
  });
});

function trace(name: string, { file, input }: GoldenModel): Promise<TraceResult> {
  const location = path.join(site!, 'torchvision/models', `${file.replaceAll('.', '/')}.py`);
  return client.trace({
    file: location,
    name,
    arguments: settings[name],
    inputs: [{ type: 'float32', shape: input.split('x').map(Number) }],
    mode: 'evaluation',
    overlays: {},
    workspaceFolders: [],
    pythonPath: [site!],
    timeLimitSeconds: 60,
  });
}

/** `path|shapes` of each call of a module without children, in the order in which the calls ended. */
function leafCalls(graph: Graph): string[] {
  const parents = new Set([...graph.modules.keys()].map((module) => module.replace(/(^|\.)[^.]*$/, '')));
  return graph.calls
    .filter(({ module }) => module !== '' && !parents.has(module))
    .map(({ module, outputs }) => `${module}|${outputs.map((output) => shapeText(graph, output)).join()}`);
}

function shapeText(graph: Graph, value: string): string {
  return valueOf(graph, value).shape.join('x');
}

function digest(lines: readonly string[]): string {
  return createHash('sha256').update(lines.join('\n')).digest('hex').slice(0, 16);
}
