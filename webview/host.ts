import * as v from 'valibot';
import { toPanelSchema, type FromPanel, type ToPanel } from '../src/protocol/panel';

interface WebviewApi {
  postMessage(message: FromPanel): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): WebviewApi;

const api = acquireVsCodeApi();

export function send(message: FromPanel): void {
  api.postMessage(message);
}

/** A message that does not fit the protocol is dropped with a warning: it cannot be shown. */
export function onMessage(receive: (message: ToPanel) => void): void {
  window.addEventListener('message', (event: MessageEvent<unknown>) => {
    const parsed = v.safeParse(toPanelSchema, event.data);
    if (parsed.success) {
      receive(parsed.output);
    } else {
      console.warn(`The graph panel cannot read a message: ${v.summarize(parsed.issues)}`);
    }
  });
}

const persistedSchema = v.object({
  /** Network that the rest belongs to. */
  key: v.string(),
  unfolded: v.array(v.string()),
  viewport: v.object({ zoom: v.number(), x: v.number(), y: v.number() }),
});
/** What survives hiding the panel and restarting the editor. */
export type Persisted = v.InferOutput<typeof persistedSchema>;

export function loadPersisted(): Persisted | undefined {
  const parsed = v.safeParse(persistedSchema, api.getState());
  return parsed.success ? parsed.output : undefined;
}

export function savePersisted(state: Persisted): void {
  api.setState(state);
}
