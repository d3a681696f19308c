import { appendFileSync } from 'node:fs';
import path from 'node:path';
import { isOverlay } from '../protocol/engine';
import type { Overlay } from '../protocol/overlay';

/** The numbers of some steps, for showing a run again without computing it: one JSON line each. */
export function overlaysFile(folder: string): string {
  return path.join(folder, 'overlays.jsonl');
}

/** The factor between two steps whose numbers are kept, so that a long run keeps hardly more of them than a short one. */
const spacing = 1.1;

/** The first step after `step` whose numbers are kept. */
export function nextOverlayStep(step: number): number {
  return Math.max(step + 1, Math.ceil(step * spacing));
}

/** @throws Error where the file cannot be written. */
export function appendOverlay(folder: string, overlay: Overlay): void {
  // The line break comes first too, so that a torn line before it spoils nothing.
  appendFileSync(overlaysFile(folder), `\n${JSON.stringify(overlay)}\n`);
}

/** Undefined where the line is empty, torn or damaged. */
export function parseOverlay(line: string): Overlay | undefined {
  try {
    // JSON has no NaN and no infinity, which become null.
    const parsed: unknown = JSON.parse(line, (_key, value: unknown) => (value === null ? Number.NaN : value));
    return isOverlay(parsed) ? (parsed as Overlay) : undefined;
  } catch {
    return undefined;
  }
}
