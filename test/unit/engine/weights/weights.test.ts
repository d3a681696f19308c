import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { initializeState } from '../../../../src/engine/initialize';
import { Generator } from '../../../../src/engine/random/generator';
import type { TensorData } from '../../../../src/engine/tensorData';
import { loadWeights } from '../../../../src/engine/weights/loadWeights';
import { saveWeights } from '../../../../src/engine/weights/saveWeights';
import { createBuilder } from '../../../../src/ops/registry';

const golden = fileURLToPath(new URL('../../../parity/golden/weights/', import.meta.url));
const expected = JSON.parse(readFileSync(path.join(golden, 'expected.json'), 'utf8')) as Record<
  string,
  { readonly shape: readonly number[]; readonly values: readonly number[] }
>;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'skipline-weights-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The model of `test/parity/models/tied.py`. */
function tiedModel() {
  const builder = createBuilder();
  const float = (...shape: number[]) => ({ type: 'float32', shape }) as const;
  builder.addParameter('embedding.weight', float(5, 4), true, ['head.weight']);
  builder.addParameter('norm.weight', float(4), true);
  builder.addParameter('norm.bias', float(4), true);
  builder.addParameter('first.weight', float(4, 4), true, ['second.weight']);
  builder.addParameter('first.bias', float(4), true, ['second.bias']);
  builder.addBuffer('norm.running_mean', float(4), true);
  builder.addBuffer('norm.running_var', float(4), true);
  builder.addBuffer('norm.num_batches_tracked', { type: 'int64', shape: [] }, true);
  builder.addBuffer('scale', float(), true);
  builder.addBuffer('hidden', float(2), false);
  return builder.finish([]);
}

const graph = tiedModel();
const load = (file: string, partial = false) => loadWeights(graph, 'Tied()', { file, partial });

function write(name: string, content: Uint8Array | string): string {
  const file = path.join(folder, name);
  writeFileSync(file, content);
  return file;
}

/** Content by state-dict path, as numbers. */
function numbersOf(content: ReadonlyMap<string, TensorData>): Record<string, number[]> {
  return Object.fromEntries(
    [...content].map(([name, data]) => [
      name,
      Array.from(data instanceof Uint16Array ? halves(data) : data, Number),
    ]),
  );
}

/** Numbers of binary16 that are multiples of ¼ below 4. */
function halves(bits: Uint16Array): number[] {
  return Array.from(bits, (word) => {
    const magnitude =
      (word & 0x7fff) === 0 ? 0 : (1 + (word & 1023) / 1024) * 2 ** (((word >> 10) & 31) - 15);
    return word >> 15 ? -magnitude : magnitude;
  });
}

const loaded = Object.fromEntries(
  ['embedding.weight', 'norm.weight', 'norm.bias', 'first.weight', 'first.bias']
    .concat(['norm.running_mean', 'norm.running_var', 'norm.num_batches_tracked', 'scale'])
    .map((name) => [name, [...expected[name].values]]),
);

describe('weights', () => {
  it.each(readdirSync(golden).filter((name) => !name.endsWith('.json')))(
    'of %s are read as they were saved',
    (name) => {
      expect(numbersOf(load(path.join(golden, name)).content)).toEqual(loaded);
    },
  );

  it('are found inside what a training script saves, and without the prefix of a wrapper, which is told', () => {
    expect(load(path.join(golden, 'archive.torch2.13.pt')).notices).toEqual([]);
    const half = path.join(golden, 'half.torch1.13.pt');
    expect(load(half).notices).toEqual([`The weights are those under 'state_dict' of '${half}'.`]);
    const wrapped = path.join(golden, 'bfloat.torch2.13.pth');
    expect(load(wrapped).notices).toEqual([
      `The weights are those under 'model' of '${wrapped}'.`,
      `The keys of '${wrapped}' begin with 'module.', which is left out.`,
    ]);
  });

  it('fill what the model draws for itself', () => {
    const state = initializeState(graph, [], new Generator(0));
    const { content } = load(path.join(golden, 'weights.safetensors'));
    expect([...content.keys()].every((name) => state.has(name))).toBe(true);
    expect(content.has('hidden')).toBe(false);
  });

  it.each(['.safetensors', '.pt', '.PTH'])(
    'that were saved as %s are read again, every name of them',
    (ending) => {
      const { content } = load(path.join(golden, 'archive.torch1.13.pt'));
      const file = path.join(folder, `saved${ending}`);
      expect(saveWeights(graph, new Map([...content, ['hidden', Float32Array.of(9, 9)]]), file)).toBe(9);
      expect(numbersOf(load(file).content)).toEqual(loaded);
      expect(() => loadWeights(createBuilder().finish([]), 'Empty()', { file, partial: false })).toThrow(
        /unexpected \(12\): .*second\.weight/,
      );
      expect(readdirSync(folder).filter((name) => name.endsWith('.unfinished'))).toEqual([]);
    },
  );

  it('are saved in the types of the model, whatever the engine computes with', () => {
    const { content } = load(path.join(golden, 'archive.torch1.13.pt'));
    const wide = new Map(
      [...content].map(([name, data]) => [
        name,
        data instanceof Float32Array ? Float64Array.from(data) : data,
      ]),
    );
    const file = path.join(folder, 'wide.safetensors');
    saveWeights(graph, wide, file);
    expect(load(file).content).toEqual(content);
  });

  it('are not saved to a place that cannot be written, or in an unknown form', () => {
    const { content } = load(path.join(golden, 'archive.torch1.13.pt'));
    expect(() => saveWeights(graph, content, path.join(folder, 'nowhere/x.pt'))).toThrow(
      /^The weights cannot be written to '.*x\.pt' \(.*\); choose another place\.$/,
    );
    expect(() => saveWeights(graph, content, path.join(folder, 'x.bin'))).toThrow(
      'ends in .safetensors, .pt, .pth',
    );
  });
});

describe('weights that do not fit', () => {
  const other = (() => {
    const builder = createBuilder();
    builder.addParameter('embedding.weight', { type: 'float32', shape: [5, 4] }, true, ['head.weight']);
    builder.addParameter('first.weight', { type: 'float32', shape: [3, 4] }, true);
    builder.addParameter('gate.weight', { type: 'float32', shape: [] }, true);
    builder.addBuffer('norm.num_batches_tracked', { type: 'int64', shape: [] }, true);
    return builder.finish([]);
  })();
  const file = path.join(golden, 'archive.torch2.13.pt');
  const lines = [
    '  missing (1): gate.weight',
    '  unexpected (8): norm.weight, norm.bias, norm.running_mean, norm.running_var, scale, first.bias, second.weight, second.bias',
    '  of another shape (1): first.weight is 4×4, in the model 3×4',
  ];

  it('are reported key by key', () => {
    const report = () => loadWeights(other, 'Other(width=3)', { file, partial: false });
    expect(report).toThrow(
      /^The weights '.*archive\.torch2\.13\.pt' do not fit the model Other\(width=3\):\n/,
    );
    const said = (() => {
      try {
        report();
        return [];
      } catch (error) {
        return (error as Error).message.split('\n').slice(1);
      }
    })();
    const keys = (line: string) => line.split(/[:,] ?/).sort();
    expect(said.map(keys)).toEqual(
      [...lines, 'What fits can be loaded alone (--partial-weights).'].map(keys),
    );
  });

  it('are loaded as far as they fit where that is asked for', () => {
    const { content, notices } = loadWeights(other, 'Other()', { file, partial: true });
    expect([...content.keys()]).toEqual(['embedding.weight', 'norm.num_batches_tracked']);
    expect(notices[0]).toMatch(
      /^Of the weights '.*', 2 tensors were loaded:\n {2}missing \(1\): gate\.weight\n/,
    );
    const stranger = createBuilder();
    stranger.addParameter('w', { type: 'float32', shape: [1] }, true);
    expect(() => loadWeights(stranger.finish([]), 'W()', { file, partial: true })).toThrow(
      'None of its tensors fits.',
    );
  });
});

describe('files that are no weights', () => {
  const archive = readFileSync(path.join(golden, 'archive.torch2.13.pt'));
  const legacy = readFileSync(path.join(golden, 'legacy.torch2.13.pth'));
  const pickle = (content: string) => zipSync({ 'a/data.pkl': Buffer.from(content, 'latin1') }, { level: 0 });

  it.each([
    ['a missing file', undefined, 'There is no weights file'],
    ['an empty file', '', 'has 0 bytes, too few'],
    ['a text', 'no weights at all', 'is neither an archive'],
    ['a cut archive', archive.subarray(0, 900), 'it has no directory, so it was cut off'],
    [
      'a damaged archive',
      archive.map((byte, place) => (place === archive.indexOf('data.pkl') + 200 ? byte ^ 1 : byte)),
      'cannot be read: ',
    ],
    ['a cut legacy file', legacy.subarray(0, -5), 'it ends too early'],
    ['another archive', zipSync({ 'a/b.txt': Buffer.from('x') }), "it holds no 'data.pkl'"],
    [
      'a whole pickled model',
      pickle('c__main__\nNet\n)R.'),
      'it names __main__.Net, which Skipline does not construct',
    ],
    [
      'a hostile pickle',
      pickle("cos\nsystem\n(S'true'\ntR."),
      'it names os.system, which Skipline does not construct',
    ],
    ['a hostile legacy pickle', Buffer.from('\x80\x02cposix\nsystem\n.', 'latin1'), 'it names posix.system'],
    ['a number', pickle('K\x07.'), 'holds no state dict; save model.state_dict() with torch.save'],
  ])('are refused in one sentence: %s', (name, content, message) => {
    const file = content === undefined ? '/nowhere/x.pt' : write(`${name}.pt`, content);
    try {
      load(file);
      expect.unreachable();
    } catch (error) {
      const said = (error as Error).message;
      expect(said).toContain(message);
      expect(said).toContain(file);
      expect(said).not.toContain('\n');
    }
  });

  it('do not make the reader unpack without end', () => {
    const bomb = zipSync({ 'x.npy': new Uint8Array(300e6) }, { level: 9 });
    expect(bomb.length).toBeLessThan(1e6);
    expect(() => load(write('bomb.npz', bomb))).toThrow(
      /it would unpack to 300000000 bytes, \d+ times its size/,
    );
  });
});
