/**
 * Packs ONNX's backend node tests into one small file.
 *
 *     node test/parity/onnxNodeTests/bundle.mjs NAME=FOLDER ... > test/parity/golden/onnxNodeTests.br
 *
 * A FOLDER holds one folder for each test, with `model.onnx` and `test_data_set_0/{input,output}_0.pb`: Debian's package
 * `libonnx-testdata` has them in /usr/share/libonnx-testdata/data/node (ONNX 1.12), ONNX's own repository had them in
 * onnx/backend/test/data/node until commit a8f77b5b (before ONNX 1.23). Files of equal content are kept once, as are
 * tests that are the same in several folders.
 *
 * The file is, compressed by Brotli: the length of the index (uint32, little-endian), the index in JSON, and the contents one
 * after the other.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';

const contents = [];
const numbers = new Map();

/** @returns the number of a file's content. */
function store(file) {
  const content = readFileSync(file);
  const key = createHash('sha256').update(content).digest('hex');
  if (!numbers.has(key)) {
    numbers.set(key, contents.length);
    contents.push(content);
  }
  return numbers.get(key);
}

/** The files `input_0.pb`, `input_1.pb`, … of a data set. */
function series(folder, kind) {
  const files = [];
  for (let index = 0; existsSync(path.join(folder, `${kind}_${index}.pb`)); index++) {
    files.push(store(path.join(folder, `${kind}_${index}.pb`)));
  }
  return files;
}

const tests = new Map();
const sources = process.argv.slice(2).map((argument) => argument.split('='));
sources.forEach(([source, folder]) => {
  for (const name of readdirSync(folder).sort()) {
    const test = path.join(folder, name);
    const dataSets = readdirSync(test)
      .filter((entry) => entry.startsWith('test_data_set_'))
      .sort()
      .map((entry) => path.join(test, entry))
      .map((dataSet) => ({ inputs: series(dataSet, 'input'), outputs: series(dataSet, 'output') }));
    const packed = { model: store(path.join(test, 'model.onnx')), dataSets };
    const key = `${name} ${JSON.stringify(packed)}`;
    if (!tests.has(key)) tests.set(key, { name, source, ...packed });
  }
});

const index = Buffer.from(
  JSON.stringify({ lengths: contents.map(({ length }) => length), tests: [...tests.values()] }),
);
const length = Buffer.alloc(4);
length.writeUInt32LE(index.length);
process.stdout.write(
  brotliCompressSync(Buffer.concat([length, index, ...contents]), {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
    },
  }),
);
