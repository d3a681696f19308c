import * as vscode from 'vscode';
import { backendNames, type BackendName } from '../protocol/engine';
import { type LearningSettings, learningSettings } from './trainingSettings';

/** The user's settings, read afresh each time so that a change takes effect without a reload. */
export interface Settings {
  readonly pythonPath: readonly string[];
  readonly traceOnOpen: boolean;
  readonly timeLimitSeconds: number;
  readonly inlayHints: boolean;
  /** Absent: the best one that works. */
  readonly backend?: BackendName;
  readonly training: TrainingSettings;
}

export interface TrainingSettings {
  readonly batchSize: number;
  readonly learning: LearningSettings;
  readonly data: string;
  /** Share that is held out for validation; absent where none is. */
  readonly split?: number;
  readonly augment?: string;
  /** Absent: until stopped. */
  readonly steps?: number;
  readonly seed: number;
}

export function readSettings(resource?: vscode.Uri): Settings {
  const section = vscode.workspace.getConfiguration('skipline', resource);
  const get = <T>(name: string, otherwise: T): T => section.get<T>(name) ?? otherwise;
  const backend = backendNames.find((name) => name === get<string>('backend', 'automatic'));
  const split = get('training.split', 0);
  const augment = get('training.augment', '').trim();
  const steps = wholeNumber(get('training.steps', 500), 0);
  return {
    pythonPath: get<string[]>('pythonPath', []),
    traceOnOpen: get('traceOnOpen', true),
    timeLimitSeconds: Math.max(1, get('timeLimit', 10)),
    inlayHints: get('inlayHints.enabled', true),
    ...(backend && { backend }),
    training: {
      batchSize: wholeNumber(get('training.batchSize', 32), 1),
      learning: learningSettings((name, otherwise) => get(`training.${name}`, otherwise)),
      data: get('training.data', 'shapes'),
      ...(split > 0 && split < 1 && { split }),
      ...(augment !== '' && { augment }),
      ...(steps > 0 && { steps }),
      seed: wholeNumber(get('training.seed', 0), 0),
    },
  };
}

function wholeNumber(value: number, least: number): number {
  return Math.max(least, Math.round(value));
}
