import * as vscode from 'vscode';
import type { Diagnostic, Trace } from '../graph/trace';
import type { EditTrackers } from './editTrackers';
import { failedTrace, wholeTrace } from './traceOutcome';
import { TrackedTrace } from './trackedTrace';
import { traceDocument, type EditorTrace, type PackageFinder, type Tracer, type TraceWish } from './tracing';

export interface TracingServices {
  readonly tracer: Tracer;
  readonly packages: PackageFinder;
  /** Of the document. */
  readonly trackers: EditTrackers;
}

/** What a document has shown so far: a run takes its inputs. */
export interface ShownTrace {
  readonly traced: TrackedTrace | undefined;
  readonly problem: Diagnostic | undefined;
}

/** The traces that are made of a document: of its text, of another text on trial, and of batches for a run. */
export class DocumentTracing {
  readonly #document: vscode.Uri;
  readonly #services: TracingServices;

  constructor(document: vscode.Uri, services: TracingServices) {
    this.#document = document;
    this.#services = services;
  }

  /** As the editor shows it. Never fails: a failure of the tracer is an outcome. */
  ofText(name: string | undefined, isWanted: () => boolean): Promise<EditorTrace> {
    return this.#trace(name, { mode: 'evaluation', isWanted }).catch(failedTrace);
  }

  /** With other texts of some files. Undefined where that is not wanted any more. */
  async tryText(
    name: string | undefined,
    edited: Readonly<Record<string, string>>,
    isWanted: () => boolean,
  ): Promise<EditorTrace | undefined> {
    const result = await this.#trace(name, { mode: 'evaluation', edited, isWanted }).catch(failedTrace);
    return isWanted() ? result : undefined;
  }

  /** @throws Error with a sentence where the model cannot be traced in training mode. */
  async forTraining(
    name: string | undefined,
    { traced, problem }: ShownTrace,
    batchSize: number,
  ): Promise<TrackedTrace> {
    const inputs = traced?.inputsOfBatch(batchSize);
    if (inputs === undefined) {
      throw new Error(problem?.message ?? vscode.l10n.t('There is no graph to train yet.'));
    }
    const { trackers } = this.#services;
    const edits = trackers.start();
    try {
      const result = await this.#trace(name, { mode: 'training', inputs });
      return new TrackedTrace(wholeTrace(result, 'training'), edits);
    } catch (error) {
      trackers.stop(edits);
      throw error;
    }
  }

  /** The same model as it is used, for the same batches. @throws Error with a sentence where it cannot be traced so. */
  async forEvaluation(name: string | undefined, { traced }: ShownTrace, batchSize: number): Promise<Trace> {
    const inputs = traced?.inputsOfBatch(batchSize);
    const result = await this.#trace(name, { mode: 'evaluation', ...(inputs && { inputs }) });
    return wholeTrace(result, 'evaluation').trace;
  }

  #trace(name: string | undefined, wish: Omit<TraceWish, 'document' | 'name'>): Promise<EditorTrace> {
    const { tracer, packages } = this.#services;
    return traceDocument(tracer, packages, {
      ...wish,
      document: this.#document,
      ...(name !== undefined && { name }),
    });
  }
}
