import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { header, outputShape, useTracer } from '../../../support/tracing';

const { trace, traced } = useTracer();

interface Structure {
  readonly layer: string;
  readonly input: number[];
  readonly output: number[];
  /** Types by path. */
  readonly modules: Readonly<Record<string, string>>;
  /** Shapes by name. */
  readonly parameters: Readonly<Record<string, number[]>>;
}

/** Written by test/parity/timmLayers.py with timm itself. */
const golden = JSON.parse(
  fs.readFileSync(path.resolve(import.meta.dirname, '../../../parity/golden/timmLayers.json'), 'utf8'),
) as Structure[];

const model = (layer: string) => `${header}
from timm import layers as L
from timm.models import vision_transformer as V
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = ${layer}
    def forward(self, x):
        return self.layer(x)
`;

const inputs = (shape: number[]) => ({ inputs: [{ type: 'float32' as const, shape }] });

describe('the stand-in of timm', () => {
  it.each(golden)(
    'has the structure of timm: $layer',
    async ({ layer, input, output, modules, parameters }) => {
      const { graph } = await traced(model(layer), inputs(input));
      expect(outputShape(graph)).toEqual(output);
      const inside = [...graph.modules.entries()].filter(([path]) => path.startsWith('layer.'));
      expect(Object.fromEntries(inside.map(([path, { type }]) => [path.slice(6), type]))).toEqual(modules);
      const held = [...graph.values].filter(([, { role }]) => role.kind === 'parameter');
      expect(Object.fromEntries(held.map(([name, { shape }]) => [name.slice(6), shape]))).toEqual(parameters);
    },
  );

  it.each([
    ['V.VisionTransformer(depth=1, dynamic_img_size=True)', 'VisionTransformer(dynamic_img_size=True)'],
    ["V.VisionTransformer(depth=1, weight_init='jax')", "VisionTransformer(weight_init='jax')"],
    ["L.ConvNormAct(3, 8, 3, padding='same')", 'padding that is given as a number'],
  ])('refuses what it has not: %s', async (layer, named) => {
    const { diagnostics } = await trace(model(layer), inputs([1, 3, 224, 224]));
    expect(diagnostics[0]).toMatchObject({ severity: 'error', span: { line: 8 } });
    expect(diagnostics[0].message).toContain(named);
    expect(diagnostics[0].message).toContain('skipline.pythonPath');
  });
});
