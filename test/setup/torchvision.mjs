/**
 * The Python source of torchvision, whose models the parity tests trace: found where Python packages lie, or fetched.
 * No Python is needed to read it.
 */
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { cache, capture } from './processes.mjs';

const UNPACKED = 'usr/lib/python3/dist-packages';

/**
 * The folder to pass as `--python-path`, or undefined after one sentence that says why there is none.
 * @returns {Promise<string | undefined>}
 */
export async function findTorchvision() {
  const folder = (await candidates()).find(holdsTorchvision) ?? (await fetched());
  if (!folder) {
    console.log(
      'torchvision is neither installed nor to be had here, so the tests that trace its models are skipped.',
    );
  }
  return folder;
}

function holdsTorchvision(folder) {
  return existsSync(path.join(folder, 'torchvision/models/resnet.py'));
}

async function candidates() {
  const named = (process.env.SKIPLINE_PYTHON_PATH ?? '').split(path.delimiter).filter(Boolean);
  const kept = path.join(cache, 'torchvision');
  const known = [...named, '/usr/lib/python3/dist-packages', path.join(kept, UNPACKED), kept];
  if (known.some(holdsTorchvision)) return known;
  const { code, output } = await capture('python3', [
    '-c',
    'import json, site; print(json.dumps([*site.getsitepackages(), site.getusersitepackages()]))',
  ]);
  // Python may warn of something before it answers.
  const answer = output.trimEnd().split('\n').at(-1);
  return code === 0 && answer.startsWith('[') ? [...known, ...JSON.parse(answer)] : known;
}

/** Downloads the package without installing it: from Debian where this is Debian, else with pip. */
async function fetched() {
  const folder = path.join(cache, 'torchvision');
  const draft = `${folder}.${process.pid}`;
  mkdirSync(draft, { recursive: true });
  try {
    const found = (await fromDebian(draft)) ?? (await fromPip(draft));
    if (!found) return undefined;
    rmSync(folder, { recursive: true, force: true });
    renameSync(draft, folder);
    return path.join(folder, found);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

async function fromDebian(folder) {
  const download = () => capture('apt-get', ['download', 'python3-torchvision'], { cwd: folder });
  if ((await download()).code !== 0) {
    // The package lists of a fresh container are empty; only root may fill them.
    if (process.getuid?.() !== 0 || (await capture('apt-get', ['update'])).code !== 0) return undefined;
    await download();
  }
  const archive = readdirSync(folder).find((name) => name.endsWith('.deb'));
  if (!archive) return undefined;
  await capture('dpkg-deb', ['-x', archive, '.'], { cwd: folder });
  rmSync(path.join(folder, archive));
  return holdsTorchvision(path.join(folder, UNPACKED)) ? UNPACKED : undefined;
}

async function fromPip(folder) {
  await capture('python3', [
    '-m',
    'pip',
    'install',
    '--no-deps',
    '--no-compile',
    '--target',
    folder,
    'torchvision',
  ]);
  return holdsTorchvision(folder) ? '.' : undefined;
}
