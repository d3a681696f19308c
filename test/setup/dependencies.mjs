/** What a fresh clone lacks: the packages of the lockfile, and the bundles. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Problem } from './problem.mjs';
import { root, run } from './processes.mjs';
import { makeSnapshot } from './snapshot.mjs';

const SOURCES = ['src', 'webview', 'webpack.config.mjs', 'package-lock.json', 'tsconfig.base.json'];

/** A short fingerprint of some files' contents. */
export function fingerprint(...files) {
  const hash = createHash('sha256');
  for (const file of files) hash.update(readFileSync(file)).update('\0');
  return hash.digest('hex').slice(0, 16);
}

/** Says in one sentence when this Node is too old. */
export function requireNode(major = 20) {
  if (Number(process.versions.node.split('.')[0]) < major) {
    throw new Problem(`Skipline is built with Node ${major} or newer; this is ${process.version}.`);
  }
}

/** Installs the packages of the lockfile unless these very versions are there already. */
export async function installPackages() {
  if (packagesInstalled()) return;
  console.log('Installing packages …');
  const code = await run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  if (code !== 0) throw new Problem('The packages could not be installed: see the message of npm above.');
}

/** Whether npm's own record of what it installed agrees with the lockfile. */
function packagesInstalled() {
  const record = path.join(root, 'node_modules/.package-lock.json');
  if (!existsSync(record)) return false;
  const packages = (file) => JSON.parse(readFileSync(file, 'utf8')).packages;
  const installed = packages(record);
  return Object.entries(packages(path.join(root, 'package-lock.json'))).every(
    ([folder, { version, optional }]) => folder === '' || optional || installed[folder]?.version === version,
  );
}

/** Builds the bundles when a source is newer than they are, or always with `force`. */
export async function buildBundles({ force = false } = {}) {
  const stamp = path.join(root, 'dist/.built');
  const newest = Math.max(...SOURCES.map((name) => newestChange(path.join(root, name))));
  if (!force && existsSync(stamp) && statSync(stamp).mtimeMs > newest) return;
  rmSync(stamp, { force: true });
  const begin = new Date();
  console.log('Building …');
  const webpack = path.join(root, 'node_modules/webpack/bin/webpack.js');
  const code = await run(process.execPath, [webpack, '--mode', 'production']);
  if (code !== 0) throw new Problem('The build failed: see the message of webpack above.');
  await makeSnapshot();
  writeFileSync(stamp, '');
  // A source that changed during the build is newer than what was built.
  utimesSync(stamp, begin, begin);
}

/** When a file, or the latest of all below a folder, was changed; 0 where there is none. */
export function newestChange(entry) {
  const stat = statSync(entry, { throwIfNoEntry: false });
  if (!stat) return 0;
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...readdirSync(entry).map((name) => newestChange(path.join(entry, name))));
}
