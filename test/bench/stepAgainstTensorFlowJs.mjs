/**
 * A training step of ResNet-20 (CIFAR shapes, option A) in TensorFlow.js, on its CPU and WebAssembly backends, for comparison
 * with `stepAgainstPyTorch.ts`.
 *
 *     node test/bench/stepAgainstTensorFlowJs.mjs [--batch 32] [--steps 1]
 *
 * TensorFlow.js is no dependency of the project: npm installs it into the cache when this first runs.
 */
import { existsSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { cache, run } from '../setup/processes.mjs';

const version = '4.22.0';
const folder = path.join(cache, 'bench/tensorflowJs');
const { values } = parseArgs({
  options: { batch: { type: 'string', default: '32' }, steps: { type: 'string', default: '1' } },
});
const batch = Number(values.batch);

if (!existsSync(path.join(folder, 'node_modules/@tensorflow/tfjs/package.json'))) {
  mkdirSync(folder, { recursive: true });
  const packages = ['tfjs', 'tfjs-backend-wasm'].map((name) => `@tensorflow/${name}@${version}`);
  await run('npm', ['install', '--prefix', folder, '--no-audit', '--no-fund', ...packages]);
}
const require = createRequire(path.join(folder, 'index.js'));
const tf = require('@tensorflow/tfjs');
require('@tensorflow/tfjs-backend-wasm').setWasmPaths(
  path.join(folder, 'node_modules/@tensorflow/tfjs-backend-wasm/dist/'),
);

/** The network as a function of its input; its variables are made at the first call. */
function network() {
  const variables = [];
  let next = 0;
  const variable = (make) => {
    variables[next] ??= tf.variable(make());
    return variables[next++];
  };
  const convolve = (x, channels, stride) => {
    const shape = [3, 3, x.shape[3], channels];
    const weight = variable(() => tf.randomNormal(shape, 0, Math.sqrt(2 / (9 * x.shape[3]))));
    return tf.conv2d(x, weight, stride, 'same');
  };
  const normalize = (x) => {
    const channels = [x.shape[3]];
    const { mean, variance } = tf.moments(x, [0, 1, 2]);
    return tf.batchNorm4d(
      x,
      mean,
      variance,
      variable(() => tf.zeros(channels)),
      variable(() => tf.ones(channels)),
      1e-5,
    );
  };
  const shortcut = (x, channels, stride) => {
    if (stride === 1) return x;
    const before = x.shape[3];
    // Every second row and column: a strided slice has no gradient there.
    const thinned = tf.avgPool(x, 1, stride, 'valid');
    const added = (channels - before) / 2;
    return tf.pad4d(thinned, [[0, 0], [0, 0], [0, 0], [added, added]]); // prettier-ignore
  };
  const block = (x, channels, stride) => {
    const inner = tf.relu(normalize(convolve(x, channels, stride)));
    return tf.relu(tf.add(normalize(convolve(inner, channels, 1)), shortcut(x, channels, stride)));
  };
  return (input) => {
    next = 0;
    let x = tf.relu(normalize(convolve(input, 16, 1)));
    for (const channels of [16, 32, 64]) {
      for (let at = 0; at < 3; at++) x = block(x, channels, channels > 16 && at === 0 ? 2 : 1);
    }
    const weight = variable(() => tf.randomNormal([64, 10], 0, 0.1));
    return tf.add(
      tf.matMul(tf.mean(x, [1, 2]), weight),
      variable(() => tf.zeros([10])),
    );
  };
}

for (const backend of ['wasm', 'cpu']) {
  await tf.setBackend(backend);
  await tf.ready();
  const predict = network();
  const x = tf.randomNormal([batch, 32, 32, 3]);
  const target = tf.oneHot(tf.tensor1d(Array.from({ length: batch }, (_, i) => i % 10), 'int32'), 10); // prettier-ignore
  // The optimizer wants the variables to exist.
  predict(x.slice([0], [1])).dispose();
  const optimizer = tf.train.momentum(0.01, 0.9);
  const loss = () => tf.neg(tf.mean(tf.sum(tf.mul(target, tf.logSoftmax(predict(x))), 1)));
  try {
    for (let step = 0; step < Number(values.steps); step++) {
      const start = performance.now();
      const before = process.cpuUsage();
      const value = optimizer.minimize(loss, true).dataSync()[0];
      const { user, system } = process.cpuUsage(before);
      console.log(
        `${backend}: ${(performance.now() - start).toFixed(0)} ms by the clock, ` +
          `${((user + system) / 1000).toFixed(0)} ms of processor time, loss ${value.toFixed(3)}`,
      );
    }
  } catch (error) {
    console.log(`${backend}: cannot train it (${error.message.split('\n')[0]})`);
  }
}
