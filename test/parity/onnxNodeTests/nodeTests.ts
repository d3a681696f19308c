import { readFileSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';

/** One of ONNX's backend node tests, as `bundle.mjs` has packed it. */
export interface NodeTest {
  readonly name: string;
  /** Version of ONNX that it is from. */
  readonly source: string;
  readonly model: Uint8Array;
  readonly dataSets: readonly {
    readonly inputs: readonly Uint8Array[];
    readonly outputs: readonly Uint8Array[];
  }[];
}

interface Index {
  readonly lengths: readonly number[];
  readonly tests: readonly {
    readonly name: string;
    readonly source: string;
    readonly model: number;
    readonly dataSets: readonly { readonly inputs: readonly number[]; readonly outputs: readonly number[] }[];
  }[];
}

export function readNodeTests(): NodeTest[] {
  const packed = brotliDecompressSync(readFileSync(new URL('../golden/onnxNodeTests.br', import.meta.url)));
  const length = packed.readUInt32LE(0);
  const index = JSON.parse(packed.subarray(4, 4 + length).toString('utf8')) as Index;
  let offset = 4 + length;
  const contents = index.lengths.map((size) => packed.subarray(offset, (offset += size)));
  return index.tests.map(({ name, source, model, dataSets }) => ({
    name,
    source,
    model: contents[model],
    dataSets: dataSets.map(({ inputs, outputs }) => ({
      inputs: inputs.map((input) => contents[input]),
      outputs: outputs.map((output) => contents[output]),
    })),
  }));
}
