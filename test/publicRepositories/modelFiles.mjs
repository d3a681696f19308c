/** Which files of a checkout define models. The rule is told with every table (`RULE`). */
import fs from 'node:fs';
import path from 'node:path';

export const RULE = `Counted are Python files that define a class derived from nn.Module, directly or through another class of the
file. Left out, by name: folders and files of tests, data sets, losses, metrics, documentation, deployment and
conversion. Left out, by content: training scripts, that is files that build an optimizer or a data loader while
they are imported. A file is a "model" where a class of it is used by no other file of the repository that defines
modules, else "parts" (layers that other files put together).`;

const skippedFolders =
  /^(\..*|__pycache__|node_modules|build|dist|docs?|tests?|testing|unit_?tests?|data|datasets?|data_?loaders?|loss(es)?|criteri(on|a)|metrics?|evaluation|benchmarks?|deploy(ment)?|export|convert(ers?)?|third_?party|configs?|local_configs)$/i;
const skippedFiles =
  /^(setup|conftest|hubconf|test_.*|.*_test|tests?|.*loss(es)?(_util)?|.*metrics?|datasets?|.*_dataset|data_?loaders?|.*convert.*|.*export.*|.*onnx.*|.*tensorrt.*)\.py$/i;

const classLine = /^(?:class)[ \t]+(\w+)[ \t]*\(([^)]*)\)/gm;
const moduleBase =
  /\b(?:nn\.Module|nn\.Sequential|nn\.ModuleList|torch\.nn\.Module|nn\.\w+|Module|BaseModule|LightningModule)\b/;
const lossName = /loss|criterion/i;

/** Statements at the left margin that belong to a training script. */
const trainsOnImport =
  /^(?:\w+[ \t]*=[ \t]*)?(?:torch\.)?(?:optim\.\w+|utils\.data\.DataLoader|DataLoader)\(/m;

/**
 * @param checkout absolute folder of one repository.
 * @returns files with the module classes that they define, and how many were left out for what reason.
 */
export function modelFiles(checkout) {
  const found = [];
  const leftOut = { name: 0, trainingScript: 0 };
  for (const file of pythonFiles(checkout)) {
    const text = fs.readFileSync(file, 'utf8');
    const classes = moduleClasses(text);
    if (classes.length === 0) continue;
    if (isSkipped(path.relative(checkout, file)) || classes.every((name) => lossName.test(name))) {
      leftOut.name += 1;
    } else if (trainsOnImport.test(text)) {
      leftOut.trainingScript += 1;
    } else {
      found.push({ file, text, classes });
    }
  }
  return {
    leftOut,
    files: found.map(({ file, classes }) => ({
      file,
      kind: classes.some((name) => !isUsedElsewhere(name, file, found)) ? 'model' : 'parts',
    })),
  };
}

function* pythonFiles(folder) {
  const entries = fs.readdirSync(folder, { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const full = path.join(folder, entry.name);
    if (entry.isDirectory() && !entry.name.startsWith('.')) yield* pythonFiles(full);
    else if (entry.isFile() && entry.name.endsWith('.py')) yield full;
  }
}

function isSkipped(relative) {
  const parts = relative.split(path.sep);
  const file = parts.pop();
  return parts.some((part) => skippedFolders.test(part)) || skippedFiles.test(file);
}

/** Names of classes that derive from nn.Module, as far as the text of the file shows. */
function moduleClasses(text) {
  const known = new Set();
  for (const [, name, bases] of text.matchAll(classLine)) {
    const isModule = moduleBase.test(bases) || bases.split(/[\s,]+/).some((base) => known.has(base));
    if (isModule && !/\bFunction\b/.test(bases)) known.add(name);
  }
  return [...known];
}

function isUsedElsewhere(name, file, all) {
  const word = new RegExp(`\\b${name}\\b`);
  const definition = new RegExp(`^class[ \\t]+${name}\\b`, 'm');
  return all.some((other) => other.file !== file && word.test(other.text) && !definition.test(other.text));
}
