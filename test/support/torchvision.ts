import { existsSync } from 'node:fs';
import path from 'node:path';

/** The folders of Python packages that the test runner found, to be passed as `--python-path`. */
export function pythonPaths(): string[] {
  return (process.env.SKIPLINE_PYTHON_PATH ?? '').split(path.delimiter).filter(Boolean);
}

/** The folder that holds torchvision's Python source, or undefined where it is not to be had. */
export function torchvisionPath(): string | undefined {
  return pythonPaths().find((folder) => existsSync(path.join(folder, 'torchvision/models/resnet.py')));
}

/** A file of torchvision, e.g. `models/resnet.py`, or undefined where torchvision is not to be had. */
export function torchvisionFile(name: string): string | undefined {
  const folder = torchvisionPath();
  return folder && path.join(folder, 'torchvision', name);
}
