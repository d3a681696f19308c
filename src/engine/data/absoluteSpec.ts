import path from 'node:path';

/** A SPEC of data whose path starts at `folder`, so that a run can be continued from elsewhere. */
export function absoluteSpec(spec: string, folder: string): string {
  const colon = spec.indexOf(':');
  return colon < 0 ? spec : spec.slice(0, colon + 1) + path.resolve(folder, spec.slice(colon + 1));
}
