/**
 * `npm run package [-- --target linux-x64] [--out FILE]`: the extension as a VSIX that holds the native runtime of one
 * platform only. The target `universal` holds none and runs models in WebAssembly, wherever VS Code runs.
 */
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { buildBundles, installPackages, requireNode } from './dependencies.mjs';
import { main, Problem } from './problem.mjs';
import { capture, root } from './processes.mjs';

/** Platforms for which onnxruntime-node carries a binding. */
const NATIVE = ['linux-x64', 'linux-arm64', 'darwin-arm64', 'win32-x64', 'win32-arm64'];

const CONTENT = ['dist', 'media', 'l10n', 'README.md', 'LICENSE', 'CHANGELOG.md', '.vscodeignore'];

/** Traces of the build in the folders above. */
const UNSHIPPED = /\.map$|\.built$|__pycache__/;

/** Files of the WebAssembly runtime that Node needs; the package carries a dozen more builds. */
const WEB_RUNTIME = /^(ort\.node\.min\.m?js|ort-wasm-simd-threaded\.(mjs|wasm))$/;

await main(async () => {
  requireNode();
  const { values } = parseArgs({ options: { target: { type: 'string' }, out: { type: 'string' } } });
  const target = values.target ?? hostTarget();
  if (target !== 'universal' && !NATIVE.includes(target)) {
    throw new Problem(`There is no package for ${target}; there are ${[...NATIVE, 'universal'].join(', ')}.`);
  }
  await installPackages();
  await buildBundles();
  const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  const name = `skipline-${target}-${manifest.version}.vsix`;
  const out = path.resolve(process.env.INIT_CWD ?? root, values.out ?? path.join(root, name));
  const stage = path.join(root, '.cache/package', `${target}-${process.pid}`);
  try {
    fillStage(stage, target, manifest);
    await pack(stage, target, out);
  } finally {
    rmSync(stage, { recursive: true, force: true });
  }
  console.log(`${out}: ${(statSync(out).size / 1e6).toFixed(1)} MB`);
});

function hostTarget() {
  const host = `${process.platform}-${process.arch}`;
  return NATIVE.includes(host) ? host : 'universal';
}

/** Lays out what goes into the package, with the runtimes below `dist/node_modules`, where the bundles find them. */
function fillStage(stage, target, manifest) {
  mkdirSync(stage, { recursive: true });
  for (const name of [
    ...CONTENT,
    ...readdirSync(root).filter((file) => /^package\.nls.*\.json$/.test(file)),
  ]) {
    if (!existsSync(path.join(root, name))) continue;
    cpSync(path.join(root, name), path.join(stage, name), {
      recursive: true,
      filter: (file) => !UNSHIPPED.test(file),
    });
  }
  const { scripts: _scripts, devDependencies: _development, dependencies, ...shipped } = manifest;
  writeFileSync(path.join(stage, 'package.json'), JSON.stringify(shipped, null, 2));
  copyPackage(stage, 'onnxruntime-common', (file) => /^dist\/cjs\/.*\.js(on)?$/.test(file));
  copyPackage(
    stage,
    'onnxruntime-web',
    (file) => file.startsWith('dist/') && WEB_RUNTIME.test(path.basename(file)),
  );
  if (target !== 'universal') {
    const binaries = `bin/napi-v6/${target.replace('-', '/')}/`;
    // On macOS the library is there twice, under its full version and under the name that the binding loads.
    copyPackage(stage, 'onnxruntime-node', (file) =>
      file.startsWith(binaries) ? !/\d+\.\d+\.\d+\.dylib$/.test(file) : /^dist\/.*\.js$/.test(file),
    );
  }
  copyLicences(stage, Object.keys(dependencies));
}

/** Copies the manifest of an installed package and the files that `wanted` chooses. */
function copyPackage(stage, name, wanted) {
  const from = path.join(root, 'node_modules', name);
  const to = path.join(stage, 'dist/node_modules', name);
  for (const file of ['package.json', ...filesBelow(from).filter(wanted)]) {
    cpSync(path.join(from, file), path.join(to, file));
  }
}

function filesBelow(folder, prefix = '') {
  return readdirSync(path.join(folder, prefix), { withFileTypes: true }).flatMap((entry) => {
    const name = prefix + entry.name;
    return entry.isDirectory() ? filesBelow(folder, `${name}/`) : [name];
  });
}

/** The licences of what the bundles contain. */
function copyLicences(stage, packages) {
  for (const name of packages) {
    const folder = path.join(root, 'node_modules', name);
    const licence = readdirSync(folder).find((file) => /^licen[cs]e/i.test(file));
    const to = path.join(stage, 'dist/licenses', `${name.replace('/', '-')}.txt`);
    if (licence) cpSync(path.join(folder, licence), to);
    else {
      const { license, homepage, repository } = JSON.parse(
        readFileSync(path.join(folder, 'package.json'), 'utf8'),
      );
      mkdirSync(path.dirname(to), { recursive: true });
      writeFileSync(to, `${name}\n${license}\n${homepage ?? repository?.url ?? repository ?? ''}\n`);
    }
  }
}

async function pack(stage, target, out) {
  const vsce = path.join(root, 'node_modules/@vscode/vsce/vsce');
  const args = [
    'package',
    '--no-dependencies',
    '--allow-missing-repository',
    '--skip-license',
    '--no-rewrite-relative-links',
    '--out',
    out,
  ];
  if (target !== 'universal') args.push('--target', target);
  mkdirSync(path.dirname(out), { recursive: true });
  rmSync(out, { force: true });
  const { code, output } = await capture(process.execPath, [vsce, ...args], { cwd: stage });
  if (code !== 0) throw new Problem(`The package could not be made: ${output.trim()}`);
}
